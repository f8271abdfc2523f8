package dev.qm.bluechi.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Type;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients hear of units. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MonitorTest {
  @TempDir private Path folder;

  @Test
  void aUnitIsAskedForOnceAndToldToAllWhoWatchIt() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var agent = TestAgent.at(controller.address(), "alpha")) {
      var first = monitor(controller, TestBus.CLIENT);
      var second = monitor(controller, ":1.8");
      var _ = subscribe(controller, first, "alpha", "a.service");
      assertThat(agent.asked("Subscribe", "a.service").call().flags())
          .contains(Message.Flag.NO_REPLY_EXPECTED);
      is(agent, "a.service", "active", "running", Terms.VIRTUAL);
      assertThat(told(controller))
          .containsExactly(
              first + " :1.7 UnitNew alpha a.service virtual",
              first + " :1.7 UnitStateChanged alpha a.service active running virtual");

      // the node has said it already, so the controller does
      var number = subscribe(controller, second, "alpha", "a.service");
      assertThat(told(controller))
          .containsExactly(
              second + " :1.8 UnitNew alpha a.service virtual",
              second + " :1.8 UnitStateChanged alpha a.service active running virtual");
      assertThat(agent.isAsked()).isFalse();

      agent.tell(
          "UnitStateChanged",
          Terms.text("a.service"),
          Terms.text("failed"),
          Terms.text("failed"),
          Terms.text("real"));
      agent.tell(
          "UnitPropertiesChanged",
          Terms.text("a.service"),
          Terms.text(Terms.SYSTEMD_UNIT),
          Terms.dictionary(List.of(Terms.entry("NRestarts", new Value.U32(3)))));
      agent.settle();
      assertThat(told(controller))
          .containsExactly(
              first + " :1.7 UnitStateChanged alpha a.service failed failed real",
              second + " :1.8 UnitStateChanged alpha a.service failed failed real",
              first + " :1.7 UnitPropertiesChanged alpha a.service " + Terms.SYSTEMD_UNIT,
              second + " :1.8 UnitPropertiesChanged alpha a.service " + Terms.SYSTEMD_UNIT);

      // with the last one the node tells no more
      call(controller, ":1.8", second, "Unsubscribe", new Value.U32(number));
      agent.settle();
      assertThat(agent.isAsked()).isFalse();
      call(controller, TestBus.CLIENT, first, "Close");
      var _ = agent.asked("Unsubscribe", "a.service");
      ControllerTest.assertRefused(
          "UnknownObject", () -> call(controller, TestBus.CLIENT, first, "Close"));
    }
  }

  @Test
  void aStarIsAllNodesAndAllUnitsAndNobodyHearsAThingTwice() throws Exception {
    try (var controller = TestController.start(folder, "alpha", "beta");
        var alpha = TestAgent.at(controller.address(), "alpha")) {
      var monitor = monitor(controller, TestBus.CLIENT);
      var _ = subscribe(controller, monitor, "*", "*");
      var _ = subscribe(controller, monitor, "alpha", "a.service");
      var _ = alpha.asked("Subscribe", "*");
      var _ = alpha.asked("Subscribe", "a.service");
      alpha.tell("UnitNew", Terms.text("*"), Terms.text("virtual"));
      is(alpha, "a.service", "active", "running", Terms.REAL);
      is(alpha, "b.service", "active", "running", Terms.REAL);
      assertThat(told(controller))
          .containsExactly(
              monitor + " :1.7 UnitNew alpha * virtual",
              monitor + " :1.7 UnitNew alpha a.service real",
              monitor + " :1.7 UnitStateChanged alpha a.service active running real",
              monitor + " :1.7 UnitNew alpha b.service real",
              monitor + " :1.7 UnitStateChanged alpha b.service active running real");

      // a node that comes later is asked as well
      try (var beta = TestAgent.at(controller.address(), "beta")) {
        var _ = beta.asked("Subscribe", "*");
      }
    }
  }

  @Test
  void aLostNodesUnitsAreToldToBeGoneAndAskedForWhenItIsBack() throws Exception {
    try (var controller = TestController.start(folder, "alpha")) {
      var monitor = monitor(controller, TestBus.CLIENT);
      var _ = subscribe(controller, monitor, "alpha", "a.service");
      try (var agent = TestAgent.at(controller.address(), "alpha")) {
        var _ = agent.asked("Subscribe", "a.service");
        is(agent, "a.service", "active", "running", Terms.REAL);
        var _ = told(controller);
      }
      controller.await("alpha", "offline");
      assertThat(told(controller))
          .containsExactly(
              monitor + " :1.7 UnitStateChanged alpha a.service inactive agent-offline virtual",
              monitor + " :1.7 UnitRemoved alpha a.service virtual");
      try (var agent = TestAgent.at(controller.address(), "alpha")) {
        var _ = agent.asked("Subscribe", "a.service");
      }
    }
  }

  @Test
  void aMonitorEndsWithItsClient() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var agent = TestAgent.at(controller.address(), "alpha")) {
      var monitor = monitor(controller, ":1.8");
      call(
          controller,
          ":1.8",
          monitor,
          "SubscribeList",
          Terms.text("alpha"),
          new Value.Array(
              Type.Simple.STRING, List.of(Terms.text("a.service"), Terms.text("a.service"))));
      var _ = agent.asked("Subscribe", "a.service");
      controller.bus().leave(":1.8");
      var _ = agent.asked("Unsubscribe", "a.service");

      // who had gone before the bus was asked to tell is known to be gone as well
      var _ = monitor(controller, ":1.8");
      while (isAnyThere(controller)) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void peersHearWhatAMonitorHearsUntilTheyAreRemoved() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var agent = TestAgent.at(controller.address(), "alpha")) {
      var monitor = monitor(controller, TestBus.CLIENT);
      var _ = subscribe(controller, monitor, "alpha", "a.service");
      var id = call(controller, TestBus.CLIENT, monitor, "AddPeer", Terms.text(":1.9")).number(0);
      ControllerTest.assertRefused(
          "InvalidArgs",
          () -> call(controller, TestBus.CLIENT, monitor, "AddPeer", Terms.text(":1.9")));
      ControllerTest.assertRefused(
          "InvalidArgs",
          () -> call(controller, TestBus.CLIENT, monitor, "AddPeer", Terms.text("com.example")));
      agent.tell("UnitNew", Terms.text("a.service"), Terms.text("real"));
      agent.settle();
      assertThat(told(controller))
          .containsExactly(
              monitor + " :1.7 UnitNew alpha a.service real",
              monitor + " :1.9 UnitNew alpha a.service real");
      call(
          controller,
          TestBus.CLIENT,
          monitor,
          "RemovePeer",
          new Value.U32(id),
          Terms.text("enough"));
      assertThat(told(controller)).containsExactly(monitor + " :1.9 PeerRemoved enough");
    }
  }

  @Test
  void aMonitorHasAnEndToItsUnits() throws Exception {
    try (var controller = TestController.start(folder, "alpha")) {
      var monitor = monitor(controller, TestBus.CLIENT);
      ControllerTest.assertRefused(
          "InvalidArgs", () -> subscribe(controller, monitor, "alpha", "x".repeat(256)));
      for (var i = 0; i < Monitor.MOST; i++) {
        var _ = subscribe(controller, monitor, "alpha", i + ".service");
      }
      ControllerTest.assertRefused(
          "LimitsExceeded", () -> subscribe(controller, monitor, "alpha", "more.service"));
    }
  }

  private static String monitor(TestController controller, String client) throws Exception {
    return controller
        .bus()
        .callAs(client, Terms.PATH, Terms.CONTROLLER, "CreateMonitor")
        .require("o")
        .text(0);
  }

  private static long subscribe(TestController controller, String monitor, String node, String unit)
      throws Exception {
    return call(
            controller, TestBus.CLIENT, monitor, "Subscribe", Terms.text(node), Terms.text(unit))
        .require("u")
        .number(0);
  }

  private static Message call(
      TestController controller, String client, String monitor, String member, Value... arguments)
      throws Exception {
    return controller.bus().callAs(client, monitor, Terms.MONITOR, member, arguments);
  }

  /** Whether there is a monitor at all. */
  private static boolean isAnyThere(TestController controller) throws Exception {
    return controller
        .bus()
        .call(Terms.PATH, Terms.INTROSPECTABLE, "Introspect")
        .text(0)
        .contains("<node name=\"monitor\"/>");
  }

  /** A node says that it has a unit, and what it is. */
  private static void is(TestAgent agent, String unit, String active, String sub, String reason)
      throws Exception {
    agent.tell("UnitNew", Terms.text(unit), Terms.text(reason));
    agent.tell(
        "UnitStateChanged",
        Terms.text(unit),
        Terms.text(active),
        Terms.text(sub),
        Terms.text(reason));
    agent.settle();
  }

  /** What was said by now: from where, to whom, and all that is text. */
  private static List<String> told(TestController controller) throws Exception {
    return controller.bus().signals().stream()
        .map(signal -> {
          var line =
              new StringBuilder(signal.header().path().orElse(""))
                  .append(' ')
                  .append(signal.header().destination().orElse("everybody"))
                  .append(' ')
                  .append(signal.header().member().orElse(""));
          for (var value : signal.values()) {
            Optional.of(value)
                .filter(Value.Text.class::isInstance)
                .ifPresent(text -> line.append(' ').append(((Value.Text) text).value()));
          }
          return line.toString();
        })
        .toList();
  }
}
