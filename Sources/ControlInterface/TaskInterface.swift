package import Varlink

/// Things that people must do outside Tocsin.
package enum TaskInterface {
    package static let name = "org.tocsin.Task"

    package struct Task: Codable, Hashable, Sendable {
        package var task: Int64
        package var title: String
        package var owner: String?
        package var link: String?
        package var post: String?
        package var epoch: Int64?
        package var openedAt: String
        package var done: Bool
        package var doneBy: String?
        package var note: String?

        package init(
            task: Int64, title: String, owner: String? = nil, link: String? = nil, post: String? = nil,
            epoch: Int64? = nil, openedAt: String, done: Bool, doneBy: String? = nil, note: String? = nil
        ) {
            self.task = task
            self.title = title
            self.owner = owner
            self.link = link
            self.post = post
            self.epoch = epoch
            self.openedAt = openedAt
            self.done = done
            self.doneBy = doneBy
            self.note = note
        }
    }

    package enum List: ControlMethod {
        package static let name = "org.tocsin.Task.List"

        package struct Parameters: Codable, Hashable, Sendable {
            package var all: Bool?
            package var drill: String?

            package init(all: Bool? = nil, drill: String? = nil) {
                self.all = all
                self.drill = drill
            }
        }

        package struct Reply: Codable, Hashable, Sendable {
            package var tasks: [Task]

            package init(tasks: [Task]) {
                self.tasks = tasks
            }
        }
    }

    package enum Complete: ControlMethod {
        package static let name = "org.tocsin.Task.Complete"

        package struct Parameters: Codable, Hashable, Sendable {
            package var task: Int64
            package var note: String?
            package var drill: String?

            package init(task: Int64, note: String? = nil, drill: String? = nil) {
                self.task = task
                self.note = note
                self.drill = drill
            }
        }

        package typealias Reply = Empty
    }
}
