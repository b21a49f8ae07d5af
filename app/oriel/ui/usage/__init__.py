"""The usage page: what answers took and cost, drawn, listed, and priced by the person."""
