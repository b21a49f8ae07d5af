"""Oracle Cloud's regions, realms and hosts (oci-api.md 1; realms as in the oci SDK 2.189)."""

from __future__ import annotations

from dataclasses import dataclass

USUAL_DOMAIN = "oraclecloud.com"
# Where the OpenAI-compatible service is documented; others may be typed.
OCI_REGIONS = (
    "us-ashburn-1",
    "us-chicago-1",
    "us-phoenix-1",
    "sa-saopaulo-1",
    "eu-frankfurt-1",
    "uk-london-1",
    "me-riyadh-1",
    "ap-hyderabad-1",
    "ap-osaka-1",
)
# Regions outside the commercial realm, by their realm's second-level domain.
_ELSEWHERE = {
    "oraclecloud10.com": "ap-dcc-canberra-1",
    "oraclecloud14.com": "eu-dcc-milan-1 eu-dcc-milan-2 eu-dcc-dublin-1 eu-dcc-dublin-2 "
    "eu-dcc-rating-1 eu-dcc-rating-2",
    "oraclecloud15.com": "ap-dcc-gazipur-1",
    "oraclecloud.eu": "eu-madrid-2 eu-frankfurt-2",
    "oraclegovcloud.com": "us-langley-1 us-luke-1 us-gov-ashburn-1 us-gov-chicago-1 "
    "us-gov-phoenix-1",
    "oraclecloud20.com": "eu-jovanovac-1",
    "oraclecloud21.com": "me-dcc-doha-1 me-alrayyan-1",
    "oraclecloud23.com": "us-somerset-1 us-thames-1",
    "oraclecloud24.com": "eu-dcc-zurich-1 eu-crissier-1",
    "oraclecloud26.com": "me-abudhabi-3 me-alain-1",
    "oraclecloud29.com": "me-abudhabi-2 me-abudhabi-4",
    "oraclecloud35.com": "ap-seoul-2 ap-suwon-1 ap-chuncheon-2",
    "oraclegovcloud.uk": "uk-gov-london-1 uk-gov-cardiff-1",
    "oraclecloud42.com": "us-ashburn-2 us-newark-1",
    "oraclecloud51.com": "eu-budapest-1",
    "oraclecloud52.com": "sa-riodejaneiro-1",
    "oraclecloud8.com": "ap-chiyoda-1 ap-ibaraki-1",
    "oraclecloud9.com": "me-dcc-muscat-1 me-ibri-1",
}
_DOMAIN_OF = {region: domain for domain, named in _ELSEWHERE.items() for region in named.split()}


@dataclass(frozen=True, slots=True)
class OciEndpoints:
    """The hosts of one region as base URLs without a path and without a trailing slash."""

    inference: str  # the data plane: chat, files, stores, containers
    control: str  # projects, models, vector stores under IAM
    identity: str  # compartments, subscribed regions
    login: str  # sign-in in the browser
    auth: str  # refreshing a session token


def realm_domain(region: str) -> str:
    """The second-level domain of a region's realm; unknown regions count as commercial."""
    return _DOMAIN_OF.get(region, USUAL_DOMAIN)


def oci_endpoints(region: str) -> OciEndpoints:
    domain = realm_domain(region)
    return OciEndpoints(
        inference=f"https://inference.generativeai.{region}.oci.{domain}",
        control=f"https://generativeai.{region}.oci.{domain}",
        identity=f"https://identity.{region}.oci.{domain}",
        login=f"https://login.{region}.{domain}",
        auth=f"https://auth.{region}.{domain}",
    )


def oci_base_url(region: str) -> str:
    """The data plane's OpenAI-compatible base for a region."""
    return f"{oci_endpoints(region).inference}/openai/v1"
