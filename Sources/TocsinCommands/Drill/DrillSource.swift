import CrisisModel
import EventCodec
import Varlink

/// Reads the files of `drill make`: each line is the payload of one kind of event.
enum DrillSource {
    static func events(
        _ path: String?, kind: EventKind, timeKey: String?
    ) throws(CommandError) -> [(CrisisEvent, EventTime)] {
        guard let path else { return [] }
        var reader = LineReader(try ByteSource(path: path))
        var events: [(CrisisEvent, EventTime)] = []
        while let line = try reader.next() {
            let place = "\(path), line \(line.number)"
            switch line.content {
            case .refused(let reason): throw CommandError(.badInput, reason, place: place)
            case .text(let text): events.append(try event(text, kind, timeKey, place))
            }
        }
        return events
    }

    private static func event(
        _ text: String, _ kind: EventKind, _ timeKey: String?, _ place: String
    ) throws(CommandError) -> (CrisisEvent, EventTime) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: text)
        } catch {
            throw CommandError(.badInput, "not JSON: \(error)", place: place)
        }
        guard case .object(var payload) = value else {
            throw CommandError(.badInput, "must be a JSON object", place: place)
        }
        var line = JSONObject()
        line["kind"] = .string(kind.name)
        line["at"] = "1970-01-01T00:00:00Z"
        if let timeKey {
            guard let time = payload[timeKey] else {
                throw CommandError(.badInput, "\(timeKey) is missing", place: place)
            }
            line["at"] = time
            payload[timeKey] = nil
        }
        line["payload"] = .object(payload)
        do throws(EventCodecError) {
            let recorded = try EventCodec.parse(.object(line))
            return (recorded.event, recorded.envelope.at)
        } catch {
            throw CommandError(.badInput, "\(error)", place: place)
        }
    }

    static func time(_ text: String, _ place: String) throws(CommandError) -> EventTime {
        do throws(EventTime.ParseFailure) {
            return try EventTime(rfc3339: text)
        } catch {
            throw CommandError(.badInput, error.rawValue, place: place)
        }
    }
}
