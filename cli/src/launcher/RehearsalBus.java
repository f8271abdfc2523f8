import dev.qm.bluechi.connection.Listening;
import dev.qm.bluechi.connection.PeerWire;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.MessageReader;
import dev.qm.bluechi.dbus.Signature;
import dev.qm.bluechi.dbus.Value;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * A bus with a controller that has two nodes, as far as a rehearsal of `qm nodes` needs one: {@code java RehearsalBus.java
 * SOCKET}. Says a line when it listens, and ends with its input.
 */
final class RehearsalBus {
  private static final String GUID = "0".repeat(32);
  private static final String CONTROLLER = ":1.1";
  private static final String PATH = "/org/eclipse/bluechi";
  private static final Value JOB = new Value.Path(PATH + "/job/1");

  public static void main(String[] args) throws IOException {
    var door = Listening.at(Path.of(args[0]), 8);
    Thread.ofPlatform().daemon().start(() -> {
      while (true) {
        try {
          var guest = door.accept();
          Thread.ofPlatform().daemon().start(() -> serve(guest));
        } catch (IOException closed) {
          return;
        }
      }
    });
    System.out.println("here");
    var _ = System.in.read();
  }

  private static void serve(SocketChannel channel) {
    try (var guest = new PeerWire(channel, 1 << 20)) {
      guest.letIn(GUID);
      while (true) {
        var call = MessageReader.read(guest.read()).orElseThrow();
        guest.write(answer(call).from(CONTROLLER).numbered(1).bytes());
        if (call.header().member().orElse("").equals("StartUnit")) {
          guest.write(ended(call.text(0)).from(CONTROLLER).numbered(2).bytes());
        }
      }
    } catch (IOException over) {
      // the command has ended
    }
  }

  private static Message answer(Message call) {
    return switch (call.header().member().orElse("")) {
      case "Hello", "GetNameOwner" -> call.reply(new Value.Text(CONTROLLER));
      case "ListNodes" ->
          call.reply(
              new Value.Array(
                  Signature.known("(soss)").types().getFirst(),
                  List.of(node("host1", "online", "192.0.2.7"), node("host2", "offline", ""))));
      case "Get" -> call.reply(new Value.Variant(new Value.U64(1_700_000_000_000_000L)));
      case "StartUnit" -> call.reply(JOB);
      default -> call.reply();
    };
  }

  private static Message ended(String unit) {
    return Message.signal(
        PATH,
        "org.eclipse.bluechi.Controller",
        "JobRemoved",
        new Value.U32(1),
        JOB,
        new Value.Text("host1"),
        new Value.Text(unit),
        new Value.Text("done"));
  }

  private static Value node(String name, String state, String address) {
    return new Value.Struct(
        List.of(
            new Value.Text(name), new Value.Path(PATH + "/node/" + name), new Value.Text(state), new Value.Text(address)));
  }
}
