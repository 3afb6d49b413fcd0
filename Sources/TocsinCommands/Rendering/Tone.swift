/// What a line means; the renderer alone decides on colours.
enum Tone: Hashable, Sendable {
    case plain, strong, good, bad, warning, quiet
}
