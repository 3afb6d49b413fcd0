import ArgumentParser

struct PostNoun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "post", abstract: "The queue: schedule, hold, review, cancel.",
        subcommands: [
            PostSchedule.self, PostImport.self, PostList.self, PostShow.self, PostEdit.self, PostApprove.self,
            PostHold.self, PostUnhold.self, PostCancel.self, PostReview.self, PostDecide.self,
            PostResolve.self,
        ])
}
