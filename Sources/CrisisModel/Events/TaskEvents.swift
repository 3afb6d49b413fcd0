/// Something that a person must do outside.
package struct TaskOpened: EventPayload {
    package static let kind = EventKind.taskOpened

    package var task: Int64 = 0
    package var title: String = ""
    package var owner: String? = nil
    package var link: String? = nil
    package var post: PostID? = nil
    package var epoch: Int64? = nil

    package init() {}

    package init(
        task: Int64, title: String, owner: String? = nil, link: String? = nil, post: PostID? = nil,
        epoch: Int64? = nil
    ) {
        self.task = task
        self.title = title
        self.owner = owner
        self.link = link
        self.post = post
        self.epoch = epoch
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("task", &task)
        try coder.text("title", &title)
        try coder.text("owner", &owner)
        try coder.text("link", &link)
        try coder.name("post", &post)
        try coder.integer("epoch", &epoch)
    }

    package var event: CrisisEvent { .taskOpened(self) }
}

package struct TaskCompleted: EventPayload {
    package static let kind = EventKind.taskCompleted

    package var task: Int64 = 0
    package var note: String? = nil

    package init() {}

    package init(task: Int64, note: String? = nil) {
        self.task = task
        self.note = note
    }

    package mutating func visit<Coder: FieldCoder>(_ coder: inout Coder) throws(Coder.Failure) {
        try coder.integer("task", &task)
        try coder.text("note", &note)
    }

    package var event: CrisisEvent { .taskCompleted(self) }
}
