import Glibc

/// What a benchmark found: a line for programs as soon as it is known, and a table for people at the end.
///
/// A line is `R`, group, configuration, metric, value, unit, between tabs. A figure with a reference also
/// writes the quotient of the two, in the unit `x`: the number to carry to another machine.
package struct Report {
    /// What a figure stands beside: measured in the same run, under the same load.
    package struct Reference {
        package var name: String
        package var value: Double

        package init(_ name: String, _ value: Double) {
            self.name = name
            self.value = value
        }
    }

    private var rows: [[String]] = [
        ["group", "configuration", "figure", "value", "unit", "reference", "ratio"]
    ]

    package init() {}

    package mutating func add(
        _ group: String, _ configuration: String, _ metric: String, _ value: Double, _ unit: String,
        beside reference: Reference? = nil
    ) {
        print("R\t\(group)\t\(configuration)\t\(metric)\t\(Self.text(value))\t\(unit)")
        var row = [group, configuration, metric, Self.text(value), unit, "", ""]
        if let reference {
            let ratio = reference.value == 0 ? 0 : value / reference.value
            print("R\t\(group)\t\(configuration)\t\(metric) / \(reference.name)\t\(Self.text(ratio))\tx")
            row[5] = "\(reference.name) \(Self.text(reference.value))"
            row[6] = Self.text(ratio) + " x"
        }
        rows.append(row)
        fflush(nil)
    }

    /// A remark between the lines.
    package func note(_ text: String) {
        print("# \(text)")
        fflush(nil)
    }

    package func printTable() {
        let widths = rows[0].indices.map { column in rows.map(\.[column].count).max() ?? 0 }
        print("")
        for row in rows {
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 3 || column == 6 ? padding + cell : cell + padding
            }
            print(cells.joined(separator: "  "))
        }
    }

    /// Three digits that mean something, more of them left of the point.
    package static func text(_ value: Double) -> String {
        guard value.isFinite else { return "-" }
        let decimals = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : abs(value) >= 0.1 ? 2 : 4
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int((abs(value) * scale).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return sign + "\(scaled)" }
        let fraction = String(scaled % Int(scale))
        return sign + "\(scaled / Int(scale))." + String(repeating: "0", count: decimals - fraction.count)
            + fraction
    }
}
