//! Bars as inline SVG, with the same numbers as a table. A part has its color and its pattern, the same in every chart.

use maud::{Markup, html};

use crate::commands::census::text::number;

/// What a part of a bar is: one color and one pattern for each, everywhere on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    TechnicallyConstrained,
    OtherwiseConstrained,
    Unconstrained,
    Permitted,
    Excluded,
    Certificates,
}

impl Part {
    /// Returns its name, as the page has it everywhere.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::TechnicallyConstrained => "technically constrained",
            Self::OtherwiseConstrained => "other constraints",
            Self::Unconstrained => "no constraints",
            Self::Permitted => "permitted",
            Self::Excluded => "excluded",
            Self::Certificates => "certificates",
        }
    }

    /// Returns its class, which has its color, and the name of its pattern.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::TechnicallyConstrained => "technically",
            Self::OtherwiseConstrained => "otherwise",
            Self::Unconstrained => "unconstrained",
            Self::Permitted => "permitted",
            Self::Excluded => "excluded",
            Self::Certificates => "plain",
        }
    }

    /// Returns what fills it.
    pub(super) fn fill(self) -> String {
        format!("url(#{})", self.class())
    }
}

/// The patterns, once a page. They print in black and white, too.
pub(super) fn patterns() -> Markup {
    let pattern = |part: Part, size: u8, angle: u8, mark: Markup| {
        html! {
            pattern id=(part.class()) class=(part.class()) width=(size) height=(size) patternUnits="userSpaceOnUse"
                patternTransform=(format!("rotate({angle})")) { (mark) }
        }
    };
    let paper = |size: u8| html! { rect width=(size) height=(size) class="paper" {} };
    html! {
        svg.patterns width="0" height="0" aria-hidden="true" focusable="false" {
            defs {
                (pattern(Part::TechnicallyConstrained, 4, 0, html! { rect width="4" height="4" class="ink" {} }))
                (pattern(Part::OtherwiseConstrained, 6, 45, html! { (paper(6)) rect width="3.5" height="6" class="ink" {} }))
                (pattern(Part::Unconstrained, 5, 0, html! { (paper(5)) circle cx="2.5" cy="2.5" r="1.2" class="ink" {} }))
                (pattern(Part::Permitted, 6, 0, html! { (paper(6)) rect width="4" height="6" class="ink" {} }))
                (pattern(Part::Excluded, 6, 90, html! { (paper(6)) rect width="2" height="6" class="ink" {} }))
                (pattern(Part::Certificates, 4, 0, html! { rect width="4" height="4" class="ink" {} }))
            }
        }
    }
}

/// A square with the pattern of a part.
pub(super) fn square(part: Part) -> Markup {
    html! {
        svg width="14" height="14" aria-hidden="true" focusable="false" {
            rect.edge.(part.class()) x="0.5" y="0.5" width="13" height="13" fill=(part.fill()) {}
        }
    }
}

/// The square of a part and its name.
fn key(part: Part) -> Markup {
    html! { span.key { (square(part)) " " (part.name()) } }
}

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
    pub(super) parts: &'c [Part],
    pub(super) bars: Vec<Bar>,
}

const WIDTH: u64 = 720;
const HEIGHT: u64 = 260;
const LEFT: u64 = 56;
const BOTTOM: u64 = 44;
const TOP: u64 = 16;

/// Width of the widest bar.
const MAX_BAR: u64 = 72;

/// Height of what is drawn above the axis.
const PLOT: u64 = HEIGHT - BOTTOM - TOP;

/// Where the axis is, from above.
const FLOOR: u64 = HEIGHT - BOTTOM;

impl Chart<'_> {
    /// The chart, and below it the same as a table.
    pub(super) fn render(&self) -> Markup {
        let Self { id, title, .. } = self;
        html! {
            figure {
                figcaption id=(id) { (title) }
                @if self.parts.len() > 1 { p.legend { @for part in self.parts { (key(*part)) } } }
                // Where there is no room for it the drawing keeps its size and is moved, which a keyboard must be able to do.
                div.plot tabindex="0" role="group" aria-labelledby=(id) { (self.drawing()) }
                details { summary { "As a table" } (self.table()) }
            }
        }
    }

    fn drawing(&self) -> Markup {
        let most = self.bars.iter().map(Bar::total).max().unwrap_or(0).max(1);
        let top = rounded_up(most);
        let text = format!("{}-text", self.id);
        let count = u64::try_from(self.bars.len()).unwrap_or(1).max(1);
        let step = WIDTH.saturating_sub(LEFT).saturating_sub(8) / count;
        // If there is no room for every label, every second one is left out, or more.
        let skip = (44 / step.max(1)).saturating_add(1);
        html! {
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-labelledby=(format!("{} {text}", self.id)) {
                desc id=(text) { (self.in_words()) }
                @for quarter in 0..=4u64 { (grid_line(top.saturating_mul(quarter) / 4, top)) }
                @for (index, bar) in (0u64..).zip(&self.bars) { (self.drawn(bar, index, step, skip, top)) }
                (label(LEFT.saturating_add(WIDTH) / 2, HEIGHT.saturating_sub(6), "middle", self.axis))
            }
        }
    }

    /// The bar at `index`, with its label when it is the turn of one, and its number when there is room.
    fn drawn(&self, bar: &Bar, index: u64, step: u64, skip: u64, top: u64) -> Markup {
        let width = (step.saturating_mul(7) / 10).clamp(1, MAX_BAR);
        let x = LEFT
            .saturating_add(4)
            .saturating_add(index.saturating_mul(step))
            .saturating_add(step.saturating_sub(width) / 2);
        let mut y = FLOOR;
        let mut drawn = Vec::new();
        for (value, part) in bar.parts.iter().zip(self.parts).filter(|(value, _)| **value > 0) {
            // What is there is seen, however small.
            let tall = scaled(*value, PLOT, top).max(2);
            y = y.saturating_sub(tall);
            drawn.push((y, tall, *part, *value));
        }
        let middle = x.saturating_add(width / 2);
        html! {
            @for (y, tall, part, value) in drawn {
                rect.edge.(part.class()) x=(x) y=(y) width=(width) height=(tall) fill=(part.fill()) {
                    title { (bar.label) ", " (part.name()) ": " (number(value)) }
                }
            }
            @if index.checked_rem(skip) == Some(0) { (label(middle, FLOOR.saturating_add(16), "middle", &bar.label)) }
            @if step >= 34 { (label(middle, y.saturating_sub(4).max(11), "middle", &number(bar.total()))) }
        }
    }

    /// Returns the bars as a sentence, for screen readers.
    fn in_words(&self) -> String {
        let bar = |bar: &Bar| format!("{}: {}", bar.label, number(bar.total()));
        let bars: Vec<String> = self.bars.iter().map(bar).collect();
        format!("Bars by {}. {}.", self.axis, bars.join("; "))
    }

    fn table(&self) -> Markup {
        html! {
            table.small {
                thead { tr { th scope="col" { (self.axis) } @for part in self.parts { th scope="col" { (part.name()) } } } }
                tbody {
                    @for bar in &self.bars {
                        tr { th scope="row" { (bar.label) } @for value in &bar.parts { td { (number(*value)) } } }
                    }
                }
            }
        }
    }
}

fn label(x: u64, y: u64, anchor: &str, text: &str) -> Markup {
    html! { text.tick.(anchor) x=(x) y=(y) { (text) } }
}

fn grid_line(value: u64, top: u64) -> Markup {
    let (y, right) = (FLOOR.saturating_sub(scaled(value, PLOT, top)), WIDTH.saturating_sub(4));
    html! {
        line.grid x1=(LEFT) x2=(right) y1=(y) y2=(y) {}
        (label(LEFT.saturating_sub(8), y.saturating_add(4), "end", &number(value)))
    }
}

/// `value` of `top` in units of `plot`.
pub(super) fn scaled(value: u64, plot: u64, top: u64) -> u64 {
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
    fn a_chart_is_drawn_whatever_it_holds() {
        let parts = [Part::Permitted, Part::Excluded];
        let chart = |bars| Chart { id: "c", title: "t", axis: "a", parts: &parts, bars }.render().into_string();
        assert!(chart(Vec::new()).contains("<svg"));
        let bar = Bar { label: "<2020>".to_owned(), parts: vec![1, u64::MAX] };
        let drawn = chart(vec![bar]);
        assert!(drawn.contains("&lt;2020&gt;") && !drawn.contains("<2020>"));
        assert!(drawn.contains("class=\"edge permitted\"") && drawn.contains("fill=\"url(#excluded)\""), "{drawn}");
    }
}
