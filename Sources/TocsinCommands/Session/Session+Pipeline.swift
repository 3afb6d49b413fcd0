import ControlInterface
import Varlink

extension Session {
    func send<Method: ControlMethod>(
        _ parameters: JSONValue, of method: Method.Type, over pipeline: any CallPipeline
    ) throws(CommandError) {
        do throws(VarlinkClientError) {
            try pipeline.send(Method.name, parameters)
        } catch {
            throw fault(error, method: Method.name)
        }
    }

    func receive<Method: ControlMethod>(
        _ method: Method.Type, over pipeline: any CallPipeline
    ) throws(CommandError) -> Answer<Method> {
        let json: JSONValue
        do throws(VarlinkClientError) {
            json = try pipeline.receive()
        } catch {
            throw fault(error, method: Method.name)
        }
        return try decode(json, of: method)
    }
}
