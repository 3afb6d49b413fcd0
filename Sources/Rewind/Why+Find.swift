import CrisisModel
import EventLog

/// Finding the chain: one pass that notes what each event rests on, then the events that this one needs.
extension Why {
    package static func find(_ event: UInt64, in source: some EventSource) throws(RewindError) -> Why {
        guard event > 0 else {
            throw RewindError(.unknownEvent, "events are counted from 1", next: "tocsinctl log tail")
        }
        var trail = Trail()
        try source.forEachComplete(through: event) { recorded in
            trail.note(recorded)
            return .continue
        }
        guard trail.last == event else {
            throw RewindError(
                .unknownEvent, "there is no event \(event): the last one is \(trail.last)",
                next: "tocsinctl log tail"
            )
        }
        return try collect(event, trail, in: source)
    }

    /// Breadth first, so that what is left out of a huge answer is what lies farthest away.
    private static func collect(
        _ event: UInt64, _ trail: Trail, in source: some EventSource
    ) throws(RewindError) -> Why {
        var needed: Set<UInt64> = [event]
        var frontier = [event]
        var omitted: Set<UInt64> = []
        while !frontier.isEmpty {
            var next: [UInt64] = []
            for sequence in frontier {
                for link in trail.links(of: sequence) where !needed.contains(link.sequence) {
                    guard needed.count < Limits.nodesMax else {
                        omitted.insert(link.sequence)
                        continue
                    }
                    needed.insert(link.sequence)
                    next.append(link.sequence)
                }
            }
            frontier = next
        }
        let events = try source.fetch(needed)
        var nodes: [UInt64: Node] = [:]
        for sequence in needed {
            guard let recorded = events[sequence] else {
                throw RewindError(
                    .damaged, "event \(sequence) was there and is gone", next: "tocsinctl log verify")
            }
            nodes[sequence] = node(recorded, trail.links(of: sequence), events)
        }
        return pruned(Why(event: event, nodes: nodes, omitted: omitted.count), events)
    }

    /// An event about many posts rests on the scheduling of each. Of these the chain of one post keeps its own.
    private static func pruned(_ why: Why, _ events: [UInt64: RecordedEvent]) -> Why {
        func posts(_ sequence: UInt64) -> [PostID] {
            events[sequence].map { ReplayFilter.posts(of: $0.event) } ?? []
        }
        let asked = posts(why.event)
        guard asked.count == 1 else { return why }
        var kept: [UInt64: Node] = [:]
        var next = [why.event]
        while let sequence = next.popLast() {
            guard kept[sequence] == nil, var node = why.nodes[sequence] else { continue }
            node.links.removeAll { link in
                guard link.relation.isAboutOnePost else { return false }
                let about = posts(link.sequence)
                return !about.isEmpty && !about.contains(asked[0])
            }
            kept[sequence] = node
            next += node.links.map(\.sequence)
        }
        return Why(event: why.event, nodes: kept, omitted: why.omitted)
    }

    private static func node(
        _ recorded: RecordedEvent, _ links: [Link], _ events: [UInt64: RecordedEvent]
    ) -> Node {
        Node(
            sequence: recorded.envelope.sequence, kind: recorded.event.kind, realm: recorded.envelope.realm,
            at: recorded.envelope.at, actor: recorded.envelope.actor, summary: EventSummary.line(recorded),
            origin: origin(recorded, links, events), causation: recorded.envelope.causation, links: links
        )
    }

    private static func origin(
        _ recorded: RecordedEvent, _ links: [Link], _ events: [UInt64: RecordedEvent]
    ) -> Origin? {
        let actor = recorded.envelope.actor
        switch recorded.event {
        case .mentionRecorded(let mention): return .source("\(mention.source), fed in by \(named(actor))")
        case .logOpened: return .start
        default: break
        }
        // A person who ends a crisis decides what was missed during it; otherwise the time itself did.
        let cause = recorded.envelope.causation.flatMap { events[$0]?.event.kind }
        if cause != .crisisDismissed, let due = links.first(where: { $0.relation == .due }),
            let setter = events[due.sequence]
        {
            switch setter.event {
            case .postScheduled(let event): return .timer(event.dueAt)
            case .postRescheduled(let event): return .timer(event.dueAt)
            default: break
            }
        }
        switch actor.kind {
        case .person: return .person(actor)
        case .persona: return .persona(actor)
        case .inject: return .source(actor.name)
        case .daemon:
            if case .stopEngaged(let event) = recorded.event {
                return .source("\(event.origin.rawValue) stop")
            }
            return links.isEmpty ? .daemon : nil
        }
    }
}
