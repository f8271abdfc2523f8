package dev.qm.bluechi.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Type;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an agent does, others are served. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HostileAgentsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "\0BEGIN\r\n",
        "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\nthis is no message at all",
        "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\nl\1\0\1\377\377\377\377\1\0\0\0\0\0\0\0",
      })
  void whatIsNoDBusEndsOnlyItself(String words) throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var good = TestAgent.at(controller.address(), "alpha");
        var bad = DeafAgent.at(controller.port())) {
      bad.say(words);
      bad.awaitEnd();
      good.settle();
      assertThat(controller.controller().online()).isEqualTo(1);
    }
  }

  @Test
  void aHandshakeThatDoesNotEndIsNotWaitedFor() throws Exception {
    try (var controller = impatient();
        var good = TestAgent.at(controller.address(), "alpha");
        var silent = DeafAgent.at(controller.port());
        var half = DeafAgent.at(controller.port());
        var unnamed = DeafAgent.at(controller.port())) {
      half.say("\0AUTH EXTER");
      unnamed.say(DeafAgent.GREETING);
      silent.awaitEnd();
      half.awaitEnd();
      unnamed.awaitEnd();
      good.settle();
      assertThat(controller.log()).anyMatch(line -> line.contains("did not register in time"));
    }
  }

  @Test
  void aLineWithoutAnEndEnds() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var bad = DeafAgent.at(controller.port())) {
      bad.say("\0AUTH " + "A".repeat(64 << 10));
      bad.awaitEnd();
      try (var _ = TestAgent.at(controller.address(), "alpha")) {
        assertThat(controller.controller().online()).isEqualTo(1);
      }
    }
  }

  @Test
  void aGuestSendsNothingLong() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var bad = DeafAgent.at(controller.port());
        var good = TestAgent.at(controller.address(), "alpha")) {
      bad.say(DeafAgent.GREETING);
      bad.say(TestAgent.register(Terms.text("x".repeat(8000))).numbered(1));
      bad.awaitEnd();
      // a node may
      good.tell("UnitRemoved", Terms.text("x".repeat(8000)));
      good.settle();
    }
  }

  @Test
  void whoOpensManyConnectionsKeepsOutOnlyItself() throws Exception {
    var open = new ArrayList<DeafAgent>();
    try (var controller = TestController.start(folder, "alpha", "beta");
        var alpha = TestAgent.at(controller.address(), "alpha")) {
      for (var i = 0; i < Guests.MOST_OF_ONE + 2; i++) {
        open.add(DeafAgent.at(controller.port()));
      }
      // the last of them is let in, so those before it were
      open.getLast().say("\0AUTH ANONYMOUS\r\n");
      assertThat(open.getLast().read()).startsWith("OK ");
      for (var i = 0; i < 1000; i++) {
        try (var more = DeafAgent.at(controller.port())) {
          more.awaitEnd();
        }
      }
      alpha.settle();
      // from elsewhere it is as before
      try (var _ = TestAgent.at("unix:path=" + folder.resolve("socket"), "beta")) {
        assertThat(controller.controller().online()).isEqualTo(2);
      }
      assertThat(controller.log().stream().filter(line -> line.contains("too many connections")))
          .hasSize(1);
      for (var one : open) {
        one.close();
      }
      open.clear();
      // and here when they are gone
      while (!registers(controller)) {
        Thread.onSpinWait();
      }
    } finally {
      for (var one : open) {
        one.close();
      }
    }
  }

  @Test
  void whoDoesNotReadIsLetGo() throws Exception {
    try (var controller = TestController.start(folder, "alpha", "beta");
        var good = TestAgent.at(controller.address(), "alpha");
        var deaf = DeafAgent.at(controller.port(), "beta")) {
      var monitor = controller.call("CreateMonitor").text(0);
      var units = new ArrayList<Value>();
      for (var i = 0; i < Monitor.MOST; i++) {
        units.add(Terms.text(i + "x".repeat(200) + ".service"));
      }
      // each round tells the node of all of them, and of all again
      while (controller.controller().online() == 2) {
        var list = new Value.Array(Type.Simple.STRING, units);
        var id =
            controller
                .bus()
                .call(monitor, Terms.MONITOR, "SubscribeList", Terms.text("beta"), list)
                .number(0);
        controller.bus().call(monitor, Terms.MONITOR, "Unsubscribe", new Value.U32(id));
      }
      assertThat(controller.log()).anyMatch(line -> line.contains("does not read"));
      good.settle();
      deaf.awaitEnd();
    }
  }

  @Test
  void whoSaysMoreThanClientsTakeWaitsForThem() throws Exception {
    var count = 400;
    try (var controller = TestController.start(folder, "alpha", "beta");
        var good = TestAgent.at(controller.address(), "alpha");
        var bad = DeafAgent.at(controller.port(), "beta")) {
      var monitor = controller.call("CreateMonitor").text(0);
      var _ =
          controller
              .bus()
              .call(monitor, Terms.MONITOR, "Subscribe", Terms.text("beta"), Terms.text("*"));
      var news = news("x".repeat(200 << 10)).bytes();
      var said = new AtomicInteger();
      controller.bus().hold();
      var flood =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (; said.get() < count; said.incrementAndGet()) {
                    bad.say(news);
                  }
                } catch (IOException ended) {
                  // said is less than it should be
                }
              });
      // until it has said all, or has not been heard for a while
      for (var before = -1; before != said.get(); ) {
        before = said.get();
        if (flood.join(Duration.ofSeconds(2))) {
          break;
        }
      }
      good.settle();
      controller.bus().release();
      for (var i = 0; i < count; i++) {
        var _ = controller.bus().signal("UnitPropertiesChanged");
      }
      assertThat(controller.log()).noneMatch(line -> line.contains("not on the bus"));
    }
  }

  @Test
  void whatIsTooLongForClientsIsNotPassedOn() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var agent = TestAgent.at(controller.address(), "alpha")) {
      var monitor = controller.call("CreateMonitor").text(0);
      var _ =
          controller
              .bus()
              .call(monitor, Terms.MONITOR, "Subscribe", Terms.text("alpha"), Terms.text("*"));
      agent.connection().send(news("x".repeat(300 << 10)));
      agent.connection().send(news("x"));
      agent.settle();
      assertThat(controller.bus().signals()).hasSize(1);
      assertThat(controller.log()).anyMatch(line -> line.contains("more at once"));
    }
  }

  @Test
  void whateverAnAgentSaysOthersAreServed() throws Exception {
    var random = new Random(18);
    try (var controller =
            TestController.start(
                TestController.settings(
                    Map.of(
                        "alpha",
                        TestController.needs("beta"),
                        "beta",
                        TestController.needs("alpha", "beta"))),
                folder,
                TestController.LONG);
        var good = TestAgent.at(controller.address(), "alpha")) {
      for (var round = 0; round < 20; round++) {
        try (var bad = TestAgent.at(controller.address(), "beta")) {
          for (var i = 0; i < 200; i++) {
            bad.connection().send(anything(random));
          }
          if (round % 2 == 0) {
            bad.settle();
          }
        }
        controller.await("beta", "offline");
        mangle(controller.port(), random);
      }
      good.settle();
      // a proxy of the other one may have asked it for something
      var list = ControllerTest.later(() -> controller.node("alpha", "ListUnitFiles"));
      var next = good.asked();
      while (!next.call().header().member().orElse("").equals("ListUnitFiles")) {
        next = good.asked();
      }
      next.answer(
          new Value.Array(
              new Type.StructOf(List.of(Type.Simple.STRING, Type.Simple.STRING)), List.of()));
      assertThat(list.get().require("a(ss)").values()).hasSize(1);
      assertThat(controller.call("ListNodes").rows(0)).hasSize(2);
    }
  }

  /** That a property of a unit is that long now. */
  private static Message news(String value) {
    return Message.signal(
        Terms.INTERNAL_AGENT_PATH,
        Terms.INTERNAL_AGENT,
        "UnitPropertiesChanged",
        Terms.text("a.service"),
        Terms.text(Terms.SYSTEMD_UNIT),
        Terms.dictionary(List.of(Terms.entry("StatusText", Terms.text(value)))));
  }

  /** A good beginning, and a message of which some bytes are others. */
  private static void mangle(int port, Random random) throws IOException {
    try (var bad = DeafAgent.at(port)) {
      bad.say(DeafAgent.GREETING);
      var bytes = anything(random).numbered(1).bytes();
      for (var i = 0; i < 3; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      bad.say(bytes);
    }
  }

  private static Message anything(Random random) {
    var members =
        List.of(
            "JobDone",
            "JobStateChanged",
            "UnitNew",
            "UnitStateChanged",
            "UnitPropertiesChanged",
            "UnitRemoved",
            "ProxyNew",
            "ProxyRemoved",
            "Heartbeat",
            "AgentJobMetrics",
            "Register",
            "Hello",
            "Anything");
    var interfaces =
        List.of(
            Terms.INTERNAL_AGENT,
            Terms.INTERNAL_METRICS,
            Terms.INTERNAL_CONTROLLER,
            "org.freedesktop.DBus");
    var paths =
        List.of(
            Terms.INTERNAL_AGENT_PATH,
            Terms.INTERNAL_METRICS_PATH,
            Terms.INTERNAL_CONTROLLER_PATH,
            "/");
    var values = new Value[random.nextInt(5)];
    for (var i = 0; i < values.length; i++) {
      values[i] = anyValue(random);
    }
    var path = paths.get(random.nextInt(3) == 0 ? random.nextInt(paths.size()) : 0);
    var interfaceName = interfaces.get(random.nextInt(3) == 0 ? random.nextInt(4) : 0);
    var member = members.get(random.nextInt(members.size()));
    return switch (random.nextInt(8)) {
      case 0 -> Message.call(path, interfaceName, member, values);
      case 1 -> Message.call(path, interfaceName, member, values).numbered(7).reply(values);
      case 2 -> Message.call(path, interfaceName, member, values).error("a.b", "c");
      default -> Message.signal(path, interfaceName, member, values);
    };
  }

  private static Value anyValue(Random random) {
    var texts =
        List.of(
            "", "*", "a.service", "alpha", "beta", "active", "real", "\u2028", "x".repeat(9000));
    return switch (random.nextInt(10)) {
      case 0 -> new Value.U32(random.nextInt(4));
      case 1 -> new Value.U64(random.nextLong());
      case 2 -> new Value.Path("/a");
      case 3 -> Terms.dictionary(List.of(Terms.entry("a", new Value.U32(1))));
      default -> Terms.text(texts.get(random.nextInt(texts.size())));
    };
  }

  private boolean registers(TestController controller) {
    try (var _ = TestAgent.at(controller.address(), "beta")) {
      return true;
    } catch (Exception notYet) {
      return false;
    }
  }

  private TestController impatient() throws Exception {
    return TestController.start(
        TestController.settings(TestController.nodes("alpha")),
        folder,
        new Patience(
            Duration.ofMillis(300),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60)));
  }
}
