//! Bars as inline SVG: distinguished by pattern and not by color, with the same numbers as a table.

use super::text::number;

/// One bar, in parts from the bottom up.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) parts: Vec<u64>,
}

impl Bar {
    fn total(&self) -> u64 {
        self.parts.iter().fold(0, |total, part| total.saturating_add(*part))
    }
}

/// A chart.
pub(super) struct Chart<'c> {
    /// Unique on the page.
    pub(super) id: &'c str,
    pub(super) title: &'c str,
    /// The label of the axis: what each bar is for.
    pub(super) axis: &'c str,
    /// What the parts of a bar are, from the bottom up.
    pub(super) parts: &'c [&'c str],
    pub(super) bars: Vec<Bar>,
}

const WIDTH: u64 = 720;
const HEIGHT: u64 = 260;
const LEFT: u64 = 56;
const BOTTOM: u64 = 44;
const TOP: u64 = 16;

/// The fills by part, which print in black and white: solid, hatched, dotted.
const FILLS: [&str; 3] = ["solid", "hatch", "dots"];

/// The patterns, once a page.
pub(super) const PATTERNS: &str = r##"<svg width="0" height="0" aria-hidden="true" focusable="false" style="position:absolute"><defs>
<pattern id="solid" width="4" height="4" patternUnits="userSpaceOnUse"><rect width="4" height="4" class="ink"/></pattern>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="paper"/><rect width="2.5" height="6" class="ink"/></pattern>
<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" class="paper"/><circle cx="3" cy="3" r="1.1" class="ink"/></pattern>
</defs></svg>
"##;

impl Chart<'_> {
    /// The chart, and below it the same as a table.
    pub(super) fn render(&self) -> String {
        let Self { id, title, .. } = self;
        // Where there is no room for it the drawing keeps its size and is moved, which a keyboard must be able to do.
        let plot = format!(
            "<div class=\"plot\" tabindex=\"0\" role=\"group\" aria-labelledby=\"{id}\">\n{}</div>",
            self.drawing()
        );
        format!(
            "<figure>\n<figcaption id=\"{id}\">{title}</figcaption>\n{}{plot}\n<details><summary>As a table</summary>\n{}</details>\n\
             </figure>\n",
            self.legend(),
            self.table()
        )
    }

    fn legend(&self) -> String {
        if self.parts.len() < 2 {
            return String::new();
        }
        let entry = |(part, fill): (&&str, &str)| {
            format!(
                "<span class=\"key\"><svg width=\"14\" height=\"14\" aria-hidden=\"true\"><rect x=\"0.5\" y=\"0.5\" width=\"13\" \
                 height=\"13\" fill=\"url(#{fill})\" class=\"edge\"/></svg> {part}</span>\n"
            )
        };
        let entries: String = self.parts.iter().zip(FILLS).map(entry).collect();
        format!("<p class=\"legend\">{entries}</p>\n")
    }

    fn drawing(&self) -> String {
        let most = self.bars.iter().map(Bar::total).max().unwrap_or(0).max(1);
        let top = rounded_up(most);
        let text = format!("{}-text", self.id);
        let lines: String = (0..=4).map(|quarter| grid_line(top.saturating_mul(quarter) / 4, top)).collect();
        let count = u64::try_from(self.bars.len()).unwrap_or(1).max(1);
        let step = WIDTH.saturating_sub(LEFT).saturating_sub(8) / count;
        // If there is no room for every label, every second one is left out, or more.
        let skip = (44 / step.max(1)).saturating_add(1);
        let bars: String = (0u64..).zip(&self.bars).map(|(index, bar)| drawn(bar, index, step, skip, top)).collect();
        format!(
            "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"{} {text}\">\n<desc id=\"{text}\">{}</desc>\n\
             {lines}{bars}{}</svg>",
            self.id,
            as_markup(&self.in_words()),
            label(LEFT.saturating_add(WIDTH) / 2, HEIGHT.saturating_sub(6), "middle", &as_markup(self.axis))
        )
    }

    /// Returns the bars as a sentence, for screen readers.
    fn in_words(&self) -> String {
        let bar = |bar: &Bar| format!("{}: {}", bar.label, number(bar.total()));
        let bars: Vec<String> = self.bars.iter().map(bar).collect();
        format!("Bars by {}. {}.", self.axis, bars.join("; "))
    }

    fn table(&self) -> String {
        let head: String =
            self.parts.iter().map(|part| format!("<th scope=\"col\">{}</th>", as_markup(part))).collect();
        let row = |bar: &Bar| {
            let cells: String = bar.parts.iter().map(|part| format!("<td>{}</td>", number(*part))).collect();
            format!("<tr><th scope=\"row\">{}</th>{cells}</tr>\n", as_markup(&bar.label))
        };
        let rows: String = self.bars.iter().map(row).collect();
        format!(
            "<table class=\"small\"><thead><tr><th scope=\"col\">{}</th>{head}</tr></thead><tbody>\n{rows}</tbody></table>\n",
            as_markup(self.axis)
        )
    }
}

/// Width of the widest bar.
const MAX_BAR: u64 = 72;

/// Height of what is drawn above the axis.
const PLOT: u64 = HEIGHT - BOTTOM - TOP;

/// Where the axis is, from above.
const FLOOR: u64 = HEIGHT - BOTTOM;

fn label(x: u64, y: u64, anchor: &str, text: &str) -> String {
    format!("<text x=\"{x}\" y=\"{y}\" class=\"tick {anchor}\">{text}</text>\n")
}

fn grid_line(value: u64, top: u64) -> String {
    let (y, right) = (FLOOR.saturating_sub(scaled(value, PLOT, top)), WIDTH.saturating_sub(4));
    let line = format!("<line x1=\"{LEFT}\" x2=\"{right}\" y1=\"{y}\" y2=\"{y}\" class=\"grid\"/>");
    line + &label(LEFT.saturating_sub(8), y.saturating_add(4), "end", &number(value))
}

/// The bar at `index`, with its label when it is the turn of one, and its number when there is room.
fn drawn(bar: &Bar, index: u64, step: u64, skip: u64, top: u64) -> String {
    let width = (step.saturating_mul(7) / 10).clamp(1, MAX_BAR);
    let x = LEFT
        .saturating_add(4)
        .saturating_add(index.saturating_mul(step))
        .saturating_add(step.saturating_sub(width) / 2);
    let mut y = FLOOR;
    let mut svg = String::new();
    for (part, fill) in bar.parts.iter().zip(FILLS).filter(|(part, _)| **part > 0) {
        // What is there is seen, however small.
        let tall = scaled(*part, PLOT, top).max(1);
        y = y.saturating_sub(tall);
        svg += &format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{tall}\" fill=\"url(#{fill})\" class=\"edge\"><title>{}: \
             {}</title></rect>\n",
            as_markup(&bar.label),
            number(*part)
        );
    }
    let middle = x.saturating_add(width / 2);
    if index.checked_rem(skip) == Some(0) {
        svg += &label(middle, FLOOR.saturating_add(16), "middle", &as_markup(&bar.label));
    }
    if step >= 34 {
        svg += &label(middle, y.saturating_sub(4).max(11), "middle", &number(bar.total()));
    }
    svg
}

/// `value` of `top` in units of `plot`.
fn scaled(value: u64, plot: u64, top: u64) -> u64 {
    let product = u128::from(value).saturating_mul(u128::from(plot));
    product.checked_div(u128::from(top)).and_then(|scaled| u64::try_from(scaled).ok()).unwrap_or(0)
}

/// The next number that is four times 1, 2 or 5 and zeros, so that the lines of the grid are round.
fn rounded_up(value: u64) -> u64 {
    let mut unit = 1u64;
    loop {
        for factor in [1u64, 2, 5] {
            let top = unit.saturating_mul(factor).saturating_mul(4);
            if top >= value || top == u64::MAX {
                return top;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// Returns text as HTML and SVG write it. What a person could not see in it was escaped where it was read.
pub(super) fn as_markup(text: &str) -> String {
    let mut markup = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\'' => markup.push_str("&#39;"),
            other => markup.push(other),
        }
    }
    markup
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_is_round() {
        for (value, top) in [(1, 4), (4, 4), (5, 8), (9, 20), (21, 40), (1_234, 2_000), (2_001, 4_000)] {
            assert_eq!(rounded_up(value), top, "{value}");
        }
        assert_eq!(rounded_up(u64::MAX), u64::MAX);
    }

    #[test]
    fn names_cannot_leave_the_page() {
        assert_eq!(as_markup("<script>\"'&"), "&lt;script&gt;&quot;&#39;&amp;");
    }

    #[test]
    fn a_chart_is_drawn_whatever_it_holds() {
        let chart = |bars| Chart { id: "c", title: "t", axis: "a", parts: &["p", "q"], bars }.render();
        assert!(chart(Vec::new()).contains("<svg"));
        let bar = Bar { label: "<2020>".to_owned(), parts: vec![1, u64::MAX] };
        assert!(chart(vec![bar]).contains("&lt;2020&gt;"));
    }
}
