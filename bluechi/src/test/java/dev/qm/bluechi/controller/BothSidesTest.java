package dev.qm.bluechi.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.agent.Agent;
import dev.qm.bluechi.configuration.AgentSettings;
import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.relay.Endpoint;
import dev.qm.bluechi.relay.Relay;
import dev.qm.bluechi.relay.RelayLimits;
import dev.qm.bluechi.relay.RelaySettings;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.host.Root;
import dev.qm.quadlet.syntax.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our agent at our controller: a client on one end, systemd on the other. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BothSidesTest {
  private static final String MANAGER = "org.freedesktop.systemd1.Manager";
  private static final String JOB = "/org/freedesktop/systemd1/job/7";
  private static final String UNIT = "/org/freedesktop/systemd1/unit/a_2eservice";

  @TempDir private Path folder;

  /** A systemd with one unit, which is active. */
  private static final class Systemd implements Connection.Service, AutoCloseable {
    private final ServerSocketChannel door;
    private final CompletableFuture<Connection> connection = new CompletableFuture<>();

    Systemd() throws IOException {
      door =
          ServerSocketChannel.open()
              .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      var _ =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  Connection.serve(door.accept(), "0".repeat(32), Settings.CLIENT, this);
                } catch (IOException over) {
                  // and so is the test
                }
              });
    }

    String address() throws IOException {
      return "tcp:host=127.0.0.1,port=" + ((InetSocketAddress) door.getLocalAddress()).getPort();
    }

    void tell(Message signal) throws ConnectionLost {
      connection.join().send(signal);
    }

    @Override
    public void begins(Connection with) {
      connection.complete(with);
    }

    @Override
    public Optional<Message> answer(Message call) {
      return switch (call.header().member().orElse("")) {
        case "Subscribe" -> Optional.of(call.reply());
        case "StartUnit" -> Optional.of(call.reply(new Value.Path(JOB)));
        case "GetUnit" -> Optional.of(call.reply(new Value.Path(UNIT)));
        case "ListUnits", "ListUnitsByNames" ->
            Optional.of(call.reply(ControllerTest.units("a.service")));
        default -> Optional.empty();
      };
    }

    @Override
    public void close() throws IOException {
      door.close();
      var _ = connection.thenAccept(open -> open.drop("the test is over"));
    }
  }

  @Test
  void aClientStartsListsAndWatchesAUnitOfANode() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var systemd = new Systemd();
        var _ = agent(controller.address(), systemd.address())) {
      controller.await("alpha", "online");
      var units = controller.call("ListUnits").dictionary(0);
      assertThat(units.get("alpha")).isEqualTo(ControllerTest.units("a.service"));

      var monitor = controller.call("CreateMonitor").text(0);
      var _ =
          controller
              .bus()
              .call(monitor, Terms.MONITOR, "Subscribe", Terms.text("*"), Terms.text("a.service"));
      assertThat(controller.bus().signal("UnitNew").values())
          .containsExactly(Terms.text("alpha"), Terms.text("a.service"), Terms.text("virtual"));
      assertThat(controller.bus().signal("UnitStateChanged").text(2)).isEqualTo("active");

      var job =
          controller
              .node("alpha", "StartUnit", Terms.text("a.service"), Terms.text("replace"))
              .text(0);
      systemd.tell(jobIsDone());
      var ended = controller.bus().signal("JobRemoved");
      assertThat(ended.text(1)).isEqualTo(job);
      assertThat(ended.text(4)).isEqualTo("done");
    }
  }

  /** What systemd says when the job has ended well. */
  private static Message jobIsDone() {
    return Message.signal(
        "/org/freedesktop/systemd1",
        MANAGER,
        "JobRemoved",
        new Value.U32(7),
        new Value.Path(JOB),
        Terms.text("a.service"),
        Terms.text("done"));
  }

  @Test
  void anAgentThatComesByTheRelaysSocketStartsAUnitToo() throws Exception {
    var door = folder.resolve("door/bluechi.sock");
    var node = "qm_2ealpha";
    try (var controller = TestController.start(folder, "alpha", "qm.alpha");
        var systemd = new Systemd();
        var _ = agent("qm.alpha", "unix:path=" + door, systemd.address())) {
      try (var relay = relay(door, folder.resolve("socket"))) {
        controller.await(node, "online");
        var job =
            controller
                .node(node, "StartUnit", Terms.text("a.service"), Terms.text("replace"))
                .text(0);
        systemd.tell(jobIsDone());
        assertThat(controller.bus().signal("JobRemoved").text(1)).isEqualTo(job);
        assertThat(relay.ports()).containsExactly(0);
      }
      // the relay restarts, and the agent comes again by the socket that is made anew
      controller.await(node, "offline");
      try (var again = relay(door, folder.resolve("socket"))) {
        controller.await(node, "online");
        assertThat(again.ports()).containsExactly(0);
      }
    }
  }

  private Relay relay(Path door, Path controller) throws Exception {
    var origin = new Origin(folder.resolve("relay.conf"), 1);
    var side =
        new RelaySettings.NodeSide(
            "qm.alpha",
            new Endpoint.Unix(door.toString()),
            List.of(),
            new RelaySettings.Way.Plain(List.of(new Endpoint.Unix(controller.toString()))),
            origin);
    return Relay.start(
        new RelaySettings(Optional.empty(), List.of(side)),
        new Relay.Terms(
            TrustFolder.of(new Root(folder)),
            folder.resolve("permissions.conf"),
            RelayLimits.USUAL,
            InstantSource.system()),
        _ -> {});
  }

  private static Agent agent(String controller, String systemd) {
    return agent("alpha", controller, systemd);
  }

  private static Agent agent(String name, String controller, String systemd) {
    return Agent.start(
        new Agent.Plan(
            new AgentSettings(
                name,
                BusAddress.parse(controller),
                Optional.of(Duration.ofMillis(200)),
                Optional.empty(),
                10,
                LogLevel.INFO,
                false,
                "journald",
                Duration.ofSeconds(60)),
            BusAddress.parse(systemd),
            List.of(),
            Optional.empty()),
        (_, _) -> {},
        new Agent.Watcher() {
          @Override
          public void registered(String nodeName, String address) {}

          @Override
          public void lost(String address) {}
        });
  }
}
