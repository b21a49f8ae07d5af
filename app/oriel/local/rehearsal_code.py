"""Code in many languages, short and real enough to judge highlighting by."""

from __future__ import annotations

_SAMPLES = {
    "python": '''\
from dataclasses import dataclass

@dataclass(frozen=True)
class Point:
    """A place on the plane."""

    x: float
    y: float = 0.0

    def far(self, limit: int = 10) -> bool:
        return self.x**2 + self.y**2 > limit  # no root needed
''',
    "javascript": """\
// Waits, then greets.
const greet = async (name = "world") => {
  await new Promise((done) => setTimeout(done, 100));
  return `Hello, ${name}!`;
};
console.log(await greet("Oriel"));
""",
    "typescript": """\
type Shape = { kind: "circle"; r: number } | { kind: "square"; side: number };

export function area(shape: Shape): number {
  return shape.kind === "circle" ? Math.PI * shape.r ** 2 : shape.side ** 2;
}
""",
    "rust": """\
/// The largest value, if there is one.
fn largest<T: PartialOrd + Copy>(values: &[T]) -> Option<T> {
    let mut found = *values.first()?;
    for &value in values {
        if value > found { found = value; }
    }
    Some(found)
}
""",
    "go": """\
func Sum(numbers ...int) (total int) {
	for _, n := range numbers {
		total += n // overflow is the caller's matter
	}
	return
}
""",
    "java": """\
public record Money(long cents, String currency) {
    public Money {
        if (cents < 0) throw new IllegalArgumentException("negative: " + cents);
    }
}
""",
    "c": """\
#include <stdio.h>

int main(void) {
    for (int i = 0; i < 3; i++) printf("%d\\n", i * i); /* 0 1 4 */
    return 0;
}
""",
    "cpp": """\
#include <ranges>
#include <vector>

auto evens(const std::vector<int>& all) {
    return all | std::views::filter([](int n) { return n % 2 == 0; });
}
""",
    "csharp": """\
var totals = orders
    .Where(order => order.Paid)
    .GroupBy(order => order.Customer)
    .ToDictionary(group => group.Key, group => group.Sum(o => o.Total));
""",
    "kotlin": """\
fun String.initials(): String =
    split(" ").mapNotNull { it.firstOrNull()?.uppercase() }.joinToString("")
""",
    "swift": """\
struct Counter {
    private(set) var value = 0
    mutating func increment(by step: Int = 1) { value += step }
}
""",
    "ruby": """\
def fibonacci(count)
  Enumerator.produce([0, 1]) { |a, b| [b, a + b] }.take(count).map(&:first)
end
""",
    "sql": """\
-- Chats of the last week, most talkative first.
SELECT chat.title, count(*) AS messages
FROM chat JOIN message ON message.chat_id = chat.id
WHERE message.created_at > date('now', '-7 days')
GROUP BY chat.id ORDER BY messages DESC LIMIT 10;
""",
    "bash": """\
#!/usr/bin/env bash
set -euo pipefail
for file in *.md; do
  printf '%s: %d lines\\n' "$file" "$(wc -l < "$file")"
done
""",
    "html": """\
<!doctype html>
<article class="note">
  <h1>Title</h1> <!-- a comment -->
  <p>Text with a <a href="https://example.com">link</a>.</p>
</article>
""",
    "css": """\
.card:hover {
  border-radius: 14px;
  background: color-mix(in srgb, #0a716c 12%, white);
}
""",
    "json": """\
{"name": "oriel", "ready": true, "ratio": 1.5, "tags": ["chat", null]}
""",
    "yaml": """\
service:
  name: oriel  # a comment
  ports: [8080, 8443]
  enabled: true
""",
    "diff": """\
--- a/greeting.txt
+++ b/greeting.txt
@@ -1,2 +1,2 @@
-Hello
+Hello, world
 Goodbye
""",
}
_ALSO = {
    "js": "javascript",
    "ts": "typescript",
    "c++": "cpp",
    "c#": "csharp",
    "sh": "bash",
    "shell": "bash",
    "py": "python",
    "golang": "go",
    "rs": "rust",
    "yml": "yaml",
}


def code_samples(language: str) -> str:
    """One language as a Markdown code block; all of them when it is not known here."""
    wanted = _ALSO.get(language.lower(), language.lower())
    chosen = [wanted] if wanted in _SAMPLES else list(_SAMPLES)
    return "".join(f"In `{name}`:\n\n```{name}\n{_SAMPLES[name]}```\n\n" for name in chosen)
