package import Varlink

/// What carries out one method.
package struct MethodHandler: Sendable {
    package typealias Immediate = @Sendable (CallContext, JSONValue) throws(MethodError) -> JSONValue
    package typealias Single = @Sendable (CallContext, JSONValue) async throws(MethodError) -> JSONValue
    package typealias Streaming =
        @Sendable (CallContext, JSONValue, ReplyStream) async throws(MethodError) -> Void

    enum Kind: Sendable {
        case immediate(Immediate)
        case single(Single)
        case streaming(Streaming)
    }

    let kind: Kind

    private init(_ kind: Kind) { self.kind = kind }

    /// Runs where the connection is served, so it delays every other connection there: only for what
    /// neither waits nor computes for long, such as handing out a status already made. The fastest.
    package static func immediate(_ body: @escaping Immediate) -> MethodHandler { Self(.immediate(body)) }

    /// Runs as a task of its own. It is never cancelled: what was asked is carried out even when the
    /// client has left.
    package static func reply(_ body: @escaping Single) -> MethodHandler { Self(.single(body)) }

    /// Runs as a task of its own, which is cancelled when the client leaves or the server shuts down.
    package static func stream(_ body: @escaping Streaming) -> MethodHandler { Self(.streaming(body)) }

    package static func immediate<
        Parameters: Decodable & SendableMetatype, Returned: Encodable & SendableMetatype
    >(
        _: Parameters.Type, _: Returned.Type = Returned.self,
        _ body: @escaping @Sendable (CallContext, Parameters) throws(MethodError) -> Returned
    ) -> MethodHandler {
        .immediate { (context, parameters) throws(MethodError) in
            try encode(try body(context, try decode(Parameters.self, parameters)))
        }
    }

    package static func reply<Parameters: Decodable & Sendable, Returned: Encodable & Sendable>(
        _: Parameters.Type, _: Returned.Type = Returned.self,
        _ body: @escaping @Sendable (CallContext, Parameters) async throws(MethodError) -> Returned
    ) -> MethodHandler {
        .reply { (context, parameters) async throws(MethodError) in
            try encode(try await body(context, try decode(Parameters.self, parameters)))
        }
    }

    package static func stream<Parameters: Decodable & Sendable>(
        _: Parameters.Type,
        _ body: @escaping @Sendable (CallContext, Parameters, ReplyStream) async throws(MethodError) -> Void
    ) -> MethodHandler {
        .stream { (context, parameters, stream) async throws(MethodError) in
            try await body(context, try decode(Parameters.self, parameters), stream)
        }
    }

    /// The interface file has accepted the parameters; what a Swift type still refuses, such as a negative
    /// count, is the caller's fault too.
    private static func decode<T: Decodable>(_ type: T.Type, _ parameters: JSONValue) throws(MethodError) -> T
    {
        do throws(JSONCodingError) {
            return try JSONValueDecoder().decode(type, from: parameters)
        } catch {
            let top = error.path.prefix { $0 != "." && $0 != "[" }
            throw .invalidParameter(String(top))
        }
    }

    static func encode(_ value: some Encodable) throws(MethodError) -> JSONValue {
        do throws(JSONCodingError) {
            return try JSONValueEncoder().encode(value)
        } catch {
            throw .internalError
        }
    }
}
