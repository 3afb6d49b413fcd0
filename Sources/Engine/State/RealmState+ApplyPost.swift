import CrisisModel

extension RealmState {
    mutating func applyPost(_ event: CrisisEvent, _ envelope: EventEnvelope) {
        switch event {
        case .postScheduled(let event):
            let account = accounts[event.account]?.registration
            guard !posts.settled.contains(event.post) else { return }
            let before = posts.open.index(forKey: event.post).map { posts.open.values[$0].state }
            posts.open[event.post] = Post(
                id: event.post, account: event.account, network: account?.network ?? NetworkID(recorded: ""),
                unit: account?.unit, postClass: event.postClass, campaign: event.campaign, text: event.text,
                textHash: event.textHash, dueAt: event.dueAt, sequence: envelope.sequence,
                lastSequence: envelope.sequence
            )
            postsEver += 1
            if let campaign = event.campaign { campaigns.insert(campaign) }
            follow(event.post, from: before, to: .scheduled)
            due.insert(DueQueue.Entry(dueAt: event.dueAt, post: event.post))
        case .postEdited(let event):
            change(event.post, envelope) {
                $0.text = event.text
                $0.textHash = event.textHash
            }
        case .postApproved(let event):
            change(event.post, envelope) {
                $0.approval = Post.Approval(
                    textHash: event.textHash, epoch: event.epoch, by: envelope.actor.name
                )
                $0.approvalSequence = envelope.sequence
            }
        case .postApprovalVoided(let event):
            change(event.post, envelope) {
                $0.approval = nil
                $0.approvalSequence = nil
            }
        case .postHeld(let event):
            for post in event.posts {
                change(post, envelope) {
                    $0.hold(event.cause, epoch: event.epoch, crisis: event.crisis, reason: event.reason)
                }
            }
        case .postReturned(let event):
            for post in event.posts { reschedule(post, envelope, dueAt: nil) }
        case .postRescheduled(let event): reschedule(event.post, envelope, dueAt: event.dueAt)
        case .postCancelled(let event):
            for post in event.posts {
                change(post, envelope) {
                    $0.state = .cancelled
                    $0.clearHold()
                    $0.reason = event.reason
                }
            }
        case .postMissed(let event):
            for post in event.posts {
                change(post, envelope) {
                    $0.state = .missed
                    $0.clearHold()
                    $0.reason = event.reason
                }
            }
        default: applyDispatch(event, envelope)
        }
    }

    private mutating func applyDispatch(_ event: CrisisEvent, _ envelope: EventEnvelope) {
        switch event {
        case .postDispatchStarted(let event):
            change(event.post, envelope) {
                $0.state = .dispatching
                $0.attempt = event.attempt
            }
        case .postPublished(let event):
            change(event.post, envelope) {
                $0.state = .published
                $0.link = event.link
                $0.reason = nil
            }
        case .postFailed(let event):
            change(event.post, envelope) {
                $0.state = .failed
                $0.reason = event.reason
            }
        case .postOutcomeUnknown(let event):
            change(event.post, envelope) {
                $0.state = .unknown
                $0.reason = event.reason
            }
        case .postOutcomeResolved(let event):
            change(event.post, envelope) {
                $0.state = event.outcome == .published ? .published : .missed
                $0.reason = event.note
                $0.link = event.link ?? $0.link
            }
        default: break
        }
    }

    /// What is over stays as it was: nothing finds it here.
    private mutating func change(_ id: PostID, _ envelope: EventEnvelope, _ body: (inout Post) -> Void) {
        guard let index = posts.open.index(forKey: id) else { return }
        posts.open.values[index].lastSequence = envelope.sequence
        let before = posts.open.values[index].state
        body(&posts.open.values[index])
        follow(id, from: before, to: posts.open.values[index].state)
        if posts.open.values[index].isFinal { posts.settle(id) }
    }

    private mutating func reschedule(_ id: PostID, _ envelope: EventEnvelope, dueAt: EventTime?) {
        change(id, envelope) {
            $0.state = .scheduled
            $0.dueAt = dueAt ?? $0.dueAt
            $0.clearHold()
        }
        if let post = posts.open[id] { due.insert(DueQueue.Entry(dueAt: post.dueAt, post: id)) }
    }
}
