/// What the log says of a stop.
package enum LoggedStop: Sendable, Equatable {
    case engaged(StopRecord)
    case released
}
