/// What zlib refused. The codes are stable.
package enum ZlibError: String, Error, Hashable, Sendable, CaseIterable {
    case outOfMemory = "out-of-memory"
    /// The bytes are not a compressed stream, or their own checksum is wrong.
    case damaged = "damaged"
    /// Bytes follow behind the end of the stream.
    case trailingBytes = "trailing-bytes"
    /// The stream ends before its end.
    case cutOff = "cut-off"
}
