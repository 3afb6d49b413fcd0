import CrisisModel
import Engine
import Projections
import Testing

/// What a state's hash depends on.
@Suite("State hash")
struct StateHashTests {
    @Test("SHA-256 is SHA-256")
    func known() {
        #expect(
            StateHash.sha256(Array("abc".utf8)).description
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        #expect(
            StateHash.sha256([]).description
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
    }

    @Test(
        "The hash is the same for the same events, and another after each of them", arguments: UInt64(1)...3)
    func stable(seed: UInt64) {
        let story = Story.told(seed: seed, steps: 60)
        var hashes: Set<Digest> = []
        var state = State()
        for event in story.events {
            state.apply(event)
            hashes.insert(StateHash.of(state))
        }
        #expect(hashes.count == story.events.count, "seed \(seed)")
        #expect(
            StateHash.of(state) == StateHash.of(Story.told(seed: seed, steps: 60).engine.state),
            "seed \(seed)")
    }

    @Test("Whatever a later decision depends on is in the hash")
    func complete() {
        let base = Story.told(seed: 1, steps: 200).engine.state
        let hash = StateHash.of(base)
        func changed(_ change: (inout State) -> Void) -> Digest {
            var copy = base
            change(&copy)
            return StateHash.of(copy)
        }
        func applied(_ payload: some EventPayload, uid: UInt32 = 7) -> Digest {
            changed { state in
                let actor = Actor(kind: .person, uid: uid, name: "somebody")
                let envelope = EventEnvelope(
                    sequence: state.lastSequence + 1, realm: .live, at: state.live.at, actor: actor)
                state.apply(RecordedEvent(envelope: envelope, event: payload.event))
            }
        }
        guard let post = base.live.posts.open.keys.min(),
            let stop = base.live.stops.values.first(where: { !$0.released }) ?? base.live.stops.values.first
        else {
            Issue.record("a story without posts or stops")
            return
        }
        #expect(changed { $0.settings.releaseWindowSeconds += 1 } != hash)
        #expect(changed { $0.settings.releaseDelaySeconds += 1 } != hash)
        #expect(changed { $0.settings.overdueGraceSeconds += 1 } != hash)
        #expect(changed { $0.live.clockHeld.toggle() } != hash)
        #expect(changed { $0.live.posts.open[post]?.unit = UnitID(recorded: "other") } != hash)
        #expect(changed { $0.live.posts.open[post]?.network = NetworkID(recorded: "other") } != hash)
        #expect(changed { $0.live.posts.open[post]?.dueAt = .zero } != hash)
        #expect(changed { $0.live.posts.open[post] = nil } != hash)
        let epoch = stop.engaged.epoch
        let proposals = [
            applied(StopReleaseProposed(epoch: epoch, expiresAt: .zero)),
            applied(StopReleaseProposed(epoch: epoch, expiresAt: .zero), uid: 8),
            applied(StopReleaseProposed(epoch: epoch, expiresAt: .distantFuture)),
            applied(StopReleaseProposed(epoch: epoch, expiresAt: .zero, effectiveAt: .zero)),
        ]
        #expect(Set(proposals).count == proposals.count, "who, until when, and from when on")
        let approvals = [
            applied(PostApproved(post: post, textHash: .zero, epoch: 1)),
            applied(PostApproved(post: post, textHash: .zero, epoch: 2)),
            applied(PostApprovalVoided(post: post)),
        ]
        #expect(Set(approvals).count == approvals.count)
    }
}
