//! A line chart with two logarithmic axes as SVG, readable in black and white and by a screen reader.

use std::fmt::Write;

/// A line of the chart.
pub struct Line {
    /// What stands beside it.
    pub label: String,
    /// Where it goes; both coordinates are above zero.
    pub points: Vec<(f64, f64)>,
    /// Whether it ends because it is refused from there on.
    pub is_cut: bool,
    /// Whether it is the one to look at.
    pub is_ours: bool,
}

/// A chart.
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The same in a sentence or two, with the figures that matter, for those who do not see it.
    pub description: String,
    /// What goes to the right, with its unit.
    pub x_label: String,
    /// What goes up, with its unit.
    pub y_label: String,
    /// The marks on the two axes, smallest first; the axes end with them.
    pub x_ticks: Vec<(f64, String)>,
    /// As `x_ticks`.
    pub y_ticks: Vec<(f64, String)>,
    /// The lines.
    pub lines: Vec<Line>,
}

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 600.0;
const LEFT: f64 = 84.0;
const RIGHT: f64 = 660.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 540.0;
/// Where the labels of the lines begin.
const LABELS: f64 = 700.0;
/// How far the labels of two lines are apart at least.
const LABEL_HEIGHT: f64 = 20.0;

/// Dashes, one kind for each line; ours is solid.
const DASHES: [&str; 9] = ["", "9 3", "2 3", "9 3 2 3", "5 3", "14 4", "2 6", "9 3 2 3 2 3", "14 4 5 4"];

impl Chart {
    /// The picture.
    pub fn svg(&self) -> String {
        let mut svg = String::new();
        let _ = writeln!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
             role=\"img\" aria-labelledby=\"title desc\" font-family=\"sans-serif\" font-size=\"13\">"
        );
        let _ = writeln!(svg, "<title id=\"title\">{}</title>", escape(&self.title));
        let _ = writeln!(svg, "<desc id=\"desc\">{}</desc>", escape(&self.description));
        let _ = writeln!(svg, "<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>");
        text(&mut svg, (LEFT, 28.0), "font-size=\"17\" font-weight=\"bold\"", &self.title);
        self.axes(&mut svg);
        for (number, line) in self.lines.iter().enumerate() {
            self.line(&mut svg, number, line);
        }
        self.labels(&mut svg);
        svg.push_str("</svg>\n");
        svg
    }

    fn x(&self, value: f64) -> f64 {
        place(value, &self.x_ticks, LEFT, RIGHT)
    }

    fn y(&self, value: f64) -> f64 {
        place(value, &self.y_ticks, BOTTOM, TOP)
    }

    fn axes(&self, svg: &mut String) {
        for (value, label) in &self.x_ticks {
            let x = self.x(*value);
            let _ = writeln!(svg, "<path d=\"M{x:.1} {TOP}V{BOTTOM}\" stroke=\"#ddd\"/>");
            text(svg, (x, BOTTOM + 18.0), "text-anchor=\"middle\"", label);
        }
        for (value, label) in &self.y_ticks {
            let y = self.y(*value);
            let _ = writeln!(svg, "<path d=\"M{LEFT} {y:.1}H{RIGHT}\" stroke=\"#ddd\"/>");
            text(svg, (LEFT - 8.0, y + 4.0), "text-anchor=\"end\"", label);
        }
        let _ = writeln!(svg, "<path d=\"M{LEFT} {TOP}V{BOTTOM}H{RIGHT}\" fill=\"none\" stroke=\"black\"/>");
        let middle = (LEFT + RIGHT) / 2.0;
        text(svg, (middle, BOTTOM + 42.0), "text-anchor=\"middle\"", &self.x_label);
        let middle = (TOP + BOTTOM) / 2.0;
        let turned = format!("text-anchor=\"middle\" transform=\"rotate(-90 20 {middle})\"");
        text(svg, (20.0, middle), &turned, &self.y_label);
    }

    fn line(&self, svg: &mut String, number: usize, line: &Line) {
        let at = |(x, y): &(f64, f64)| (self.x(*x), self.y(*y));
        let points: Vec<String> = line.points.iter().map(at).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let width = if line.is_ours { 3.5 } else { 1.5 };
        let dash = if line.is_ours { "" } else { DASHES[number % DASHES.len()] };
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"black\" stroke-width=\"{width}\" stroke-dasharray=\"{dash}\"/>",
            points.join(" ")
        );
        for (x, y) in line.points.iter().map(at) {
            marker(svg, number, (x, y));
        }
        if let Some((x, y)) = line.points.last().map(at).filter(|_| line.is_cut) {
            let (left, right, up, down) = (x + 7.0, x + 15.0, y - 4.0, y + 4.0);
            let _ = writeln!(
                svg,
                "<path d=\"M{left:.1} {up:.1}L{right:.1} {down:.1}M{left:.1} {down:.1}L{right:.1} {up:.1}\" stroke=\"black\" \
                 stroke-width=\"2\"/>"
            );
        }
    }

    /// The label of each line as close to the height of its end as the others allow, with a thin line from there.
    fn labels(&self, svg: &mut String) {
        let ends: Vec<(usize, f64, f64)> = self
            .lines
            .iter()
            .enumerate()
            .filter_map(|(number, line)| line.points.last().map(|(x, y)| (number, self.x(*x), self.y(*y))))
            .collect();
        let heights = spread(&ends.iter().map(|(_, _, y)| *y).collect::<Vec<_>>());
        for ((number, x, y), height) in ends.into_iter().zip(heights) {
            let line = &self.lines[number];
            let start = if line.is_cut { x + 17.0 } else { x + 7.0 };
            let _ = writeln!(
                svg,
                "<path d=\"M{start:.1} {y:.1}L{:.1} {height:.1}\" stroke=\"#888\" stroke-width=\"0.7\"/>",
                LABELS - 16.0
            );
            marker(svg, number, (LABELS - 8.0, height));
            let weight = if line.is_ours { "font-weight=\"bold\"" } else { "" };
            text(svg, (LABELS + 4.0, height + 4.0), weight, &line.label);
        }
    }
}

/// Where a value stands between the first tick, which is at `from`, and the last, at `to`.
fn place(value: f64, ticks: &[(f64, String)], from: f64, to: f64) -> f64 {
    let (Some((first, _)), Some((last, _))) = (ticks.first(), ticks.last()) else { return from };
    from + (to - from) * (value / first).ln() / (last / first).ln()
}

/// Heights near the wanted ones, in their order, none closer to the next than a label is high.
fn spread(wanted: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|one, other| wanted[*one].total_cmp(&wanted[*other]));
    let mut heights = wanted.to_vec();
    let mut least = f64::NEG_INFINITY;
    for at in &order {
        heights[*at] = heights[*at].max(least);
        least = heights[*at] + LABEL_HEIGHT;
    }
    // What was pushed out below moves up again, and the rest with it.
    let mut most = BOTTOM;
    for at in order.iter().rev() {
        heights[*at] = heights[*at].min(most);
        most = heights[*at] - LABEL_HEIGHT;
    }
    heights
}

/// A mark of its own for each line: circle, square, triangle, diamond, triangle upside down; filled, then hollow.
fn marker(svg: &mut String, number: usize, (x, y): (f64, f64)) {
    let fill = if (number / 5).is_multiple_of(2) { "black" } else { "white" };
    let shape = match number % 5 {
        0 => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\""),
        1 => format!("<rect x=\"{:.1}\" y=\"{:.1}\" width=\"7\" height=\"7\"", x - 3.5, y - 3.5),
        2 => format!("<path d=\"M{:.1} {:.1}h9l-4.5 -8z\"", x - 4.5, y + 4.0),
        3 => format!("<path d=\"M{:.1} {y:.1}l5 -5l5 5l-5 5z\"", x - 5.0),
        _ => format!("<path d=\"M{:.1} {:.1}h9l-4.5 8z\"", x - 4.5, y - 4.0),
    };
    let _ = writeln!(svg, "{shape} fill=\"{fill}\" stroke=\"black\"/>");
}

fn text(svg: &mut String, (x, y): (f64, f64), attributes: &str, text: &str) {
    let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" {attributes}>{}</text>", escape(text));
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> Chart {
        let ticks = |texts: &[(f64, &str)]| texts.iter().map(|(value, text)| (*value, (*text).to_owned())).collect();
        let line = |label: &str, points: &[(f64, f64)], is_cut, is_ours| Line {
            label: label.to_owned(),
            points: points.to_vec(),
            is_cut,
            is_ours,
        };
        Chart {
            title: "Cost & size".to_owned(),
            description: "a < b".to_owned(),
            x_label: "names".to_owned(),
            y_label: "time".to_owned(),
            x_ticks: ticks(&[(1.0, "1"), (10.0, "10"), (100.0, "100")]),
            y_ticks: ticks(&[(1.0, "1 ns"), (1000.0, "1 µs")]),
            lines: vec![
                line("ours", &[(1.0, 1.0), (100.0, 1000.0)], false, true),
                line("theirs", &[(1.0, 10.0), (10.0, 1000.0)], true, false),
            ],
        }
    }

    #[test]
    fn the_axes_are_logarithmic() {
        let chart = chart();
        assert_eq!((chart.x(1.0), chart.x(100.0)), (LEFT, RIGHT));
        assert_eq!(chart.x(10.0).round(), ((LEFT + RIGHT) / 2.0).round());
        assert_eq!((chart.y(1.0), chart.y(1000.0)), (BOTTOM, TOP));
    }

    #[test]
    fn a_screen_reader_finds_title_and_description() {
        let svg = chart().svg();
        assert!(svg.contains("<title id=\"title\">Cost &amp; size</title>"), "{svg}");
        assert!(svg.contains("<desc id=\"desc\">a &lt; b</desc>"), "{svg}");
        assert!(svg.contains("aria-labelledby=\"title desc\""), "{svg}");
    }

    #[test]
    fn lines_differ_without_colour() {
        let svg = chart().svg();
        assert!(svg.contains("stroke-width=\"3.5\" stroke-dasharray=\"\""), "{svg}");
        assert!(svg.contains("stroke-width=\"1.5\" stroke-dasharray=\"9 3\""), "{svg}");
        assert!(svg.contains("<circle") && svg.contains("height=\"7\""), "{svg}");
        let cuts = svg.matches("stroke-width=\"2\"").count();
        assert_eq!(cuts, 1, "{svg}");
    }

    #[test]
    fn every_line_has_its_label() {
        let svg = chart().svg();
        assert!(svg.contains(">ours</text>") && svg.contains(">theirs</text>"), "{svg}");
        assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
    }

    #[test]
    fn labels_do_not_overlap() {
        let heights = spread(&[100.0, 101.0, 90.0, 538.0, 539.0]);
        let mut sorted = heights.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= LABEL_HEIGHT), "{heights:?}");
        assert!(heights[2] < heights[0] && heights[0] < heights[1], "{heights:?}");
        assert!(heights.iter().all(|height| *height <= BOTTOM), "{heights:?}");
        assert_eq!(spread(&[200.0, 100.0]), [200.0, 100.0]);
    }
}
