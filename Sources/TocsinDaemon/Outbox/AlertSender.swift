import CrisisModel
import Engine
import HTTPTransport
import Varlink

/// Tells people. Alerts need no permit, and no stop silences them.
final class AlertSender: Sendable {
    enum Limits {
        /// Waits between the attempts to one channel; after the last one the channel has failed.
        static let retryDelays: [Duration] = [.seconds(2), .seconds(10), .seconds(60), .seconds(300)]
        static let totalMilliseconds = 15_000
        /// Alerts on their way at once; more wait.
        static let raisedAgainAfterStartMicroseconds: Int64 = 6 * 3_600_000_000
    }

    struct Channel: Hashable, Sendable {
        var name: String
        /// Nil: the credential's text is the address.
        var url: String?
        var credential: String?
    }

    private let transport: HTTPTransport
    private let credentials: CredentialSource
    private let world: World
    private let channels: @Sendable () -> (organisation: String?, channels: [Channel])
    /// Goes out with every alert: whoever gets one is a witness of the log.
    private let checkpointLine: @Sendable () -> String?
    private let report: @Sendable (Int64, AlertOutcome, RealmID) async -> Void

    init(
        transport: HTTPTransport, credentials: CredentialSource, world: World,
        channels: @escaping @Sendable () -> (organisation: String?, channels: [Channel]),
        checkpointLine: @escaping @Sendable () -> String?,
        report: @escaping @Sendable (Int64, AlertOutcome, RealmID) async -> Void
    ) {
        self.transport = transport
        self.credentials = credentials
        self.world = world
        self.channels = channels
        self.checkpointLine = checkpointLine
        self.report = report
    }

    func send(_ alert: AlertRaised, at time: EventTime, realm: RealmID) {
        Task { await deliver(alert, at: time, realm) }
    }

    private func deliver(_ alert: AlertRaised, at time: EventTime, _ realm: RealmID) async {
        let (organisation, channels) = channels()
        guard !channels.isEmpty else {
            await report(alert.alert, .exhausted(reason: "no alert channel is configured"), realm)
            return
        }
        let delivered = await withTaskGroup(of: Bool.self) { group in
            for channel in channels {
                group.addTask { await self.deliver(alert, at: time, realm, organisation, to: channel) }
            }
            var any = false
            for await one in group { any = any || one }
            return any
        }
        if !delivered {
            await report(alert.alert, .exhausted(reason: "no channel took it"), realm)
        }
    }

    private func deliver(
        _ alert: AlertRaised, at time: EventTime, _ realm: RealmID, _ organisation: String?,
        to channel: Channel
    ) async -> Bool {
        var attempt: Int64 = 0
        while true {
            attempt += 1
            await report(alert.alert, .attempted(channel: channel.name, attempt: attempt), realm)
            let failure = await attemptOnce(alert, at: time, realm, organisation, channel)
            guard let failure else {
                await report(alert.alert, .delivered(channel: channel.name), realm)
                return true
            }
            await report(alert.alert, .failed(channel: channel.name, reason: failure), realm)
            guard attempt <= Limits.retryDelays.count else { return false }
            do {
                try await world.sleep(Limits.retryDelays[Int(attempt) - 1])
            } catch {
                return false
            }
        }
    }

    /// Nil when the channel took it.
    private func attemptOnce(
        _ alert: AlertRaised, at time: EventTime, _ realm: RealmID, _ organisation: String?,
        _ channel: Channel
    ) async -> String? {
        var headers = [HTTPHeader("Content-Type", "application/json")]
        var secret: String?
        if let name = channel.credential {
            guard let found = credentials.token(named: name) else {
                return "the credential \(name) cannot be read"
            }
            secret = found
        }
        guard let url = channel.url ?? secret else { return "the channel has no address" }
        if channel.url != nil, let secret { headers.append(HTTPHeader("Authorization", "Bearer \(secret)")) }
        let prefix = realm.isLive ? "" : "EXERCISE: "
        var body = JSONObject()
        body["alert"] = .integer(alert.alert)
        body["exercise"] = .bool(!realm.isLive)
        if let organisation { body["organisation"] = .string(organisation) }
        body["at"] = .string(time.rfc3339)
        body["subject"] = .string(prefix + alert.subject)
        // `text` alone is what Slack's and Mattermost's incoming webhooks show.
        let witness = checkpointLine()
        body["text"] = .string(
            "\(prefix)\(alert.subject)\n\(alert.text)" + (witness.map { "\n\n\($0)" } ?? ""))
        if let witness { body["checkpoint"] = .string(witness) }
        var request = HTTPRequest(
            method: .post, url: url, headers: headers, body: JSONValue.object(body).serialized()
        )
        request.totalTimeoutMilliseconds = Limits.totalMilliseconds
        request.certificateAuthorityFile = credentials.certificateAuthorityFile
        switch await transport.perform(request) {
        case .response(let response) where (200..<300).contains(response.status): return nil
        case .response(let response): return "answered \(response.status)"
        case .notSent(let failure), .outcomeUnknown(let failure): return "\(failure)"
        }
    }
}
