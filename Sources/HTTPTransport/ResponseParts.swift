/// The answer as it comes in, under its limits. Interim answers (1xx) are replaced by the next status line.
struct ResponseParts {
    enum Fault: Error {
        case tooLarge
        case malformed
    }

    private(set) var status: Int?
    private(set) var headers: [HTTPHeader] = []
    private(set) var body: [UInt8] = []
    private var headerBytes = 0
    private let limits: HTTPTransportLimits
    private let bodyBytesMax: Int

    init(limits: HTTPTransportLimits, bodyBytesMax: Int) {
        self.limits = limits
        self.bodyBytesMax = bodyBytesMax
    }

    mutating func appendBody(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        guard bytes.count <= bodyBytesMax - body.count else { throw .tooLarge }
        unsafe body.append(contentsOf: bytes)
    }

    mutating func appendHeaderLine(_ bytes: UnsafeRawBufferPointer) throws(Fault) {
        headerBytes += bytes.count
        guard headerBytes <= limits.responseHeaderBytesMax else { throw .tooLarge }
        var line = unsafe ArraySlice(bytes)
        while let last = line.last, last == 13 || last == 10 { line.removeLast() }
        guard let first = line.first else { return }
        if line.starts(with: Array("HTTP/".utf8)) {
            status = Self.status(in: line)
            headers = []
            return
        }
        if first == 32 || first == 9 { return try continueLastHeader(with: line) }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw .malformed }
        guard headers.count < limits.responseHeadersMax else { throw .tooLarge }
        headers.append(HTTPHeader(Self.text(line[..<colon]), Self.text(line[(colon + 1)...])))
    }

    /// The old folding of a long header into several lines.
    private mutating func continueLastHeader(with line: ArraySlice<UInt8>) throws(Fault) {
        guard let last = headers.popLast() else { throw .malformed }
        headers.append(HTTPHeader(last.name, last.value + " " + Self.text(line)))
    }

    private static func status(in line: ArraySlice<UInt8>) -> Int? {
        let words = line.split(separator: 32)
        guard words.count >= 2 else { return nil }
        return Int(String(decoding: words[1], as: UTF8.self))
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes
        while let first = bytes.first, first == 32 || first == 9 { bytes.removeFirst() }
        while let last = bytes.last, last == 32 || last == 9 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
