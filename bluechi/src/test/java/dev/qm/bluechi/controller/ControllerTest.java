package dev.qm.bluechi.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.bluechi.configuration.ControllerSettings;
import dev.qm.bluechi.configuration.ControllerSettings.NodeRules;
import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.connection.CallFailed;
import dev.qm.bluechi.connection.HeldPort;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Signature;
import dev.qm.bluechi.dbus.Type;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients and nodes see of a controller. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ControllerTest {
  private static final String UNIT_ROW = "ssssssouso";

  @TempDir private Path folder;

  @Test
  void onlyNamesThatAreAllowedGetInAndEachOnlyOnce() throws Exception {
    try (var controller = TestController.start(folder, "alpha", "beta");
        var stranger = TestAgent.at(controller.address())) {
      assertRefused("ServiceUnknown", () -> stranger.register("gamma"));
      // the connection stays, and may try another name
      stranger.register("alpha");
      assertRefused("AddressInUse", () -> stranger.register("beta"));
      try (var second = TestAgent.at(controller.address())) {
        assertRefused("AddressInUse", () -> second.register("alpha"));
        second.register("beta");
        assertThat(controller.controller().online()).isEqualTo(2);
      }
      controller.await("beta", "offline");
      try (var _ = TestAgent.at(controller.address(), "beta")) {
        assertThat(controller.controller().online()).isEqualTo(2);
      }
    }
  }

  @Test
  void aNodeComesOverTheSocketOfTheMachineToo() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var _ = TestAgent.at("unix:path=" + folder.resolve("socket"), "alpha")) {
      assertThat(controller.property(Terms.NODE_PATH + "alpha", Terms.NODE, "PeerIp")).isEmpty();
    }
    assertThat(folder.resolve("socket")).doesNotExist();
  }

  @Test
  void aNodeOfASelinuxTypeThatCannotBeSeenIsNotLetIn() throws Exception {
    var rules = new NodeRules(Set.of(), Optional.of("bluechi_agent_t"));
    try (var controller =
            TestController.start(
                TestController.settings(Map.of("alpha", rules)), folder, TestController.LONG);
        var agent = TestAgent.at(controller.address())) {
      assertRefused("AccessDenied", () -> agent.register("alpha"));
    }
  }

  @Test
  void clientsSeeNodesAndWhatBecomesOfThem() throws Exception {
    try (var controller = TestController.start(folder, "alpha", "qm.alpha")) {
      assertThat(controller.property(Terms.PATH, Terms.CONTROLLER, "Status")).isEqualTo("down");
      try (var _ = TestAgent.at(controller.address(), "alpha")) {
        var rows = controller.call("ListNodes").require("a(soss)").rows(0);
        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst().values())
            .containsExactly(
                Terms.text("alpha"),
                new Value.Path("/org/eclipse/bluechi/node/alpha"),
                Terms.text("online"),
                Terms.text("127.0.0.1"));
        assertThat(rows.getLast().values())
            .containsExactly(
                Terms.text("qm.alpha"),
                new Value.Path("/org/eclipse/bluechi/node/qm_2ealpha"),
                Terms.text("offline"),
                Terms.text(""));
        assertThat(controller.property(Terms.PATH, Terms.CONTROLLER, "Status"))
            .isEqualTo("degraded");
        try (var _ = TestAgent.at(controller.address(), "qm.alpha")) {
          assertThat(controller.property(Terms.PATH, Terms.CONTROLLER, "Status")).isEqualTo("up");
        }
      }
      controller.await("alpha", "offline");
      assertThat(controller.call("GetNode", Terms.text("qm.alpha")).require("o").text(0))
          .isEqualTo("/org/eclipse/bluechi/node/qm_2ealpha");
      assertRefused("ServiceUnknown", () -> controller.call("GetNode", Terms.text("gamma")));
      assertRefused("UnknownObject", () -> controller.node("gamma", "ListUnits"));
      assertRefused("Offline", () -> controller.node("alpha", "ListUnits"));
      assertRefused("InvalidArgs", () -> controller.call("GetNode"));
      assertRefused("UnknownMethod", () -> controller.call("Fly"));
    }
  }

  @Test
  void whatANodeAnswersIsTheAnswer() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var agent = TestAgent.at(controller.address(), "alpha")) {
      var state =
          later(() -> controller.node("alpha", "GetUnitFileState", Terms.text("a.service")));
      agent.asked("GetUnitFileState", "a.service").answer(Terms.text("enabled"));
      assertThat(state.get().require("s").text(0)).isEqualTo("enabled");

      var none = later(() -> controller.node("alpha", "GetUnitFileState", Terms.text("b.service")));
      agent
          .asked("GetUnitFileState", "b.service")
          .refuse("org.freedesktop.DBus.Error.FileNotFound", "none");
      assertThatThrownBy(none::get)
          .hasRootCauseInstanceOf(CallFailed.class)
          .rootCause()
          .hasMessage("none (org.freedesktop.DBus.Error.FileNotFound)");

      // a list where a text should be
      var odd = later(() -> controller.node("alpha", "GetUnitFileState", Terms.text("c.service")));
      agent.asked("GetUnitFileState", "c.service").answer(units());
      assertThatThrownBy(odd::get).rootCause().hasMessageContaining("unknown form");
    }
  }

  @Test
  void aJobIsToldFromItsBeginToItsEnd() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var agent = TestAgent.at(controller.address(), "alpha")) {
      var path = start(controller, agent, "a.service", 1);
      assertThat(path).isEqualTo("/org/eclipse/bluechi/job/1");
      assertThat(controller.bus().signal("JobNew").values())
          .containsExactly(new Value.U32(1), new Value.Path(path));
      assertThat(controller.property(path, Terms.JOB, "State")).isEqualTo("waiting");
      assertThat(controller.property(path, Terms.JOB, "JobType")).isEqualTo("start");

      agent.tell("JobStateChanged", new Value.U32(1), Terms.text("running"));
      agent.settle();
      assertThat(controller.property(path, Terms.JOB, "State")).isEqualTo("running");

      agent.tell("JobDone", new Value.U32(1), Terms.text("done"));
      assertThat(controller.bus().signal("JobRemoved").values())
          .containsExactly(
              new Value.U32(1),
              new Value.Path(path),
              Terms.text("alpha"),
              Terms.text("a.service"),
              Terms.text("done"));
      assertRefused("UnknownObject", () -> controller.property(path, Terms.JOB, "State"));
    }
  }

  @Test
  void aJobThatIsOverBeforeItIsTakenHasAnEnd() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var agent = TestAgent.at(controller.address(), "alpha")) {
      var path = later(() -> begin(controller, "StartUnit", "a.service"));
      var asked = agent.asked("StartUnit", "a.service");
      agent.tell("JobDone", new Value.U32(1), Terms.text("skipped"));
      asked.answer();
      assertThat(path.get()).isEqualTo("/org/eclipse/bluechi/job/1");
      assertThat(controller.bus().signal("JobRemoved").text(4)).isEqualTo("skipped");
    }
  }

  @Test
  void aJobThatANodeRefusesIsNone() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var agent = TestAgent.at(controller.address(), "alpha")) {
      var path = later(() -> begin(controller, "StopUnit", "no.service"));
      agent.asked("StopUnit").refuse("org.freedesktop.systemd1.NoSuchUnit", "none");
      assertThatThrownBy(path::get).rootCause().hasMessageContaining("NoSuchUnit");
      assertThat(controller.bus().signals()).isEmpty();
    }
  }

  @Test
  void theJobsOfALostNodeEndAsFailedAndThoseOfOthersGoOn() throws Exception {
    try (var controller = TestController.start(folder, "alpha", "beta");
        var beta = TestAgent.at(controller.address(), "beta")) {
      CompletableFuture<String> open;
      try (var alpha = TestAgent.at(controller.address(), "alpha")) {
        var _ = start(controller, alpha, "a.service", 1);
        var _ = start(controller, beta, "beta", "b.service", 2);
        open = later(() -> begin(controller, "RestartUnit", "c.service"));
        var _ = alpha.asked("RestartUnit");
      }
      var ended = controller.bus().signal("JobRemoved");
      assertThat(ended.number(0)).isEqualTo(1);
      assertThat(ended.text(4)).isEqualTo("failed");
      assertThatThrownBy(open::get).rootCause().hasMessageContaining("lost before it answered");

      beta.tell("JobDone", new Value.U32(2), Terms.text("done"));
      assertThat(controller.bus().signal("JobRemoved").number(0)).isEqualTo(2);
    }
  }

  @Test
  void noNodeEndsTheJobOfAnother() throws Exception {
    try (var controller = TestController.start(folder, "alpha", "beta");
        var alpha = TestAgent.at(controller.address(), "alpha");
        var beta = TestAgent.at(controller.address(), "beta")) {
      var path = start(controller, alpha, "a.service", 1);
      beta.tell("JobDone", new Value.U32(1), Terms.text("done"));
      beta.tell("JobStateChanged", new Value.U32(1), Terms.text("running"));
      beta.settle();
      assertThat(controller.property(path, Terms.JOB, "State")).isEqualTo("waiting");
    }
  }

  @Test
  void aJobIsCancelledByItsNode() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var agent = TestAgent.at(controller.address(), "alpha")) {
      var path = start(controller, agent, "a.service", 1);
      var cancelled = later(() -> controller.bus().call(path, Terms.JOB, "Cancel"));
      var asked = agent.asked("JobCancel");
      assertThat(asked.call().values()).containsExactly(new Value.U32(1));
      asked.answer();
      assertThat(cancelled.get().values()).isEmpty();
    }
  }

  @Test
  void whoIsSlowIsLeftOutOfTheListOfAll() throws Exception {
    var patience =
        new Patience(
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMillis(300),
            Duration.ofSeconds(60));
    var nodes = TestController.nodes("alpha", "beta", "gamma");
    try (var controller = TestController.start(TestController.settings(nodes), folder, patience);
        var alpha = TestAgent.at(controller.address(), "alpha");
        var beta = TestAgent.at(controller.address(), "beta");
        var gamma = TestAgent.at(controller.address(), "gamma")) {
      var list = later(() -> controller.call("ListUnits"));
      alpha.asked("ListUnits").answer(units("a.service"));
      beta.asked("ListUnits").refuse("org.freedesktop.DBus.Error.Failed", "no systemd");
      var _ = gamma.asked("ListUnits");
      var units = list.get().require("a{sa(" + UNIT_ROW + ")}").dictionary(0);
      assertThat(units).containsOnlyKeys("alpha");
      assertThat(controller.log()).anyMatch(line -> line.contains("node gamma is left out"));
    }
  }

  @Test
  void aListOfAllThatIsTooLongIsRefusedAndTheControllerGoesOn() throws Exception {
    try (var controller = TestController.start(folder, "a", "b", "c", "d", "e", "f")) {
      var agents = new ArrayList<TestAgent>();
      try {
        for (var name : List.of("a", "b", "c", "d", "e", "f")) {
          agents.add(TestAgent.at(controller.address(), name));
        }
        var list = later(() -> controller.call("ListUnits"));
        for (var agent : agents) {
          // each text stands for a kilobyte of its own, so that nothing can be shared
          agent.asked("ListUnits").answer(units(longNames(3000)));
        }
        assertThatThrownBy(list::get).rootCause().hasMessageContaining("LimitsExceeded");
        for (var agent : agents) {
          agent.settle();
        }
        assertThat(controller.controller().online()).isEqualTo(6);
      } finally {
        agents.forEach(TestAgent::close);
      }
    }
  }

  private static String[] longNames(int count) {
    var names = new String[count];
    for (var i = 0; i < count; i++) {
      names[i] = i + "x".repeat(1000);
    }
    return names;
  }

  @Test
  void aNodeThatDoesNotAnswerIsToldAndOneThatIsDeadIsLetGo() throws Exception {
    var patience =
        new Patience(
            Duration.ofSeconds(60),
            Duration.ofMillis(200),
            Duration.ofSeconds(60),
            Duration.ofMillis(200));
    try (var controller =
            TestController.start(
                TestController.settings(TestController.nodes("alpha", "beta")), folder, patience);
        var alive = TestAgent.at(controller.address(), "alpha");
        var dead = DeafAgent.at(controller.port(), "beta")) {
      assertRefused("Timeout", () -> controller.node("alpha", "ListUnits"));
      assertRefused("Timeout", () -> controller.node("beta", "ListUnits"));
      dead.awaitEnd();
      controller.await("beta", "offline");
      alive.settle();
      assertThat(controller.property(Terms.NODE_PATH + "alpha", Terms.NODE, "Status"))
          .isEqualTo("online");
    }
  }

  @Test
  void heartbeatsAreToldAndANodeWithoutThemIsLetGo() throws Exception {
    var settings =
        TestController.settings(TestController.nodes("alpha"), Optional.of(Duration.ofMillis(100)));
    try (var controller = TestController.start(settings, folder, TestController.LONG);
        var agent = TestAgent.at(controller.address(), "alpha")) {
      assertThat(agent.heard().is(Terms.INTERNAL_CONTROLLER, "Heartbeat")).isTrue();
      agent.tell("Heartbeat");
      agent.awaitEnd();
      controller.await("alpha", "offline");
      assertThat(controller.log()).anyMatch(line -> line.contains("NodeHeartbeatThreshold=300"));
    }
  }

  @Test
  void metricsAreMeasuredWhileSomebodyWantsThem() throws Exception {
    try (var controller = TestController.start(folder, "alpha", "beta");
        var alpha = TestAgent.at(controller.address(), "alpha")) {
      agentMetrics(alpha);
      assertThat(controller.bus().signals()).isEmpty();
      assertThat(controller.call("EnableMetrics").values()).isEmpty();
      assertRefused("InconsistentMessage", () -> controller.call("EnableMetrics"));
      assertThat(alpha.asked("EnableMetrics").call().flags())
          .contains(Message.Flag.NO_REPLY_EXPECTED);
      // one that comes later measures too
      try (var beta = TestAgent.at(controller.address(), "beta")) {
        var _ = beta.asked("EnableMetrics");
      }
      agentMetrics(alpha);
      assertThat(controller.bus().signal("AgentJobMetrics").values())
          .containsExactly(
              Terms.text("alpha"),
              Terms.text("a.service"),
              Terms.text("StartUnit"),
              new Value.U64(1234));

      var path = start(controller, alpha, "a.service", 1);
      alpha.tell("JobDone", new Value.U32(1), Terms.text("done"));
      time(alpha, "InactiveExitTimestampMonotonic", 1000);
      time(alpha, "ActiveEnterTimestampMonotonic", 1700);
      var measured = controller.bus().signal("StartUnitJobMetrics").require("ssstt");
      assertThat(measured.text(0)).isEqualTo("alpha");
      assertThat(measured.text(1)).isEqualTo(path);
      assertThat(measured.number(3)).isPositive();
      assertThat(measured.number(4)).isEqualTo(700);

      assertThat(controller.call("DisableMetrics").values()).isEmpty();
      var _ = alpha.asked("DisableMetrics");
      assertRefused("InconsistentMessage", () -> controller.call("DisableMetrics"));
    }
  }

  @Test
  void otherFilesLetOtherNodesIn() throws Exception {
    try (var controller = TestController.start(folder, "alpha", "beta");
        var alpha = TestAgent.at(controller.address(), "alpha");
        var beta = TestAgent.at(controller.address(), "beta");
        var gamma = TestAgent.at(controller.address())) {
      assertRefused("ServiceUnknown", () -> gamma.register("gamma"));
      var _ = start(controller, beta, "beta", "b.service", 1);

      controller.controller().use(TestController.settings(TestController.nodes("alpha", "gamma")));

      gamma.register("gamma");
      beta.awaitEnd();
      assertThat(controller.bus().signal("JobRemoved").text(4)).isEqualTo("failed");
      assertRefused("UnknownObject", () -> controller.node("beta", "ListUnits"));
      alpha.settle();
      assertThat(controller.controller().online()).isEqualTo(2);
    }
  }

  @Test
  void anotherPortIsListenedAtWithoutLosingAnybody() throws Exception {
    try (var controller = TestController.start(folder, "alpha", "beta");
        var held = new HeldPort();
        var alpha = TestAgent.at(controller.address(), "alpha")) {
      var port = held.number();
      var before = TestController.settings(TestController.nodes("alpha", "beta"));
      controller
          .controller()
          .use(
              new ControllerSettings(
                  before.nodes(),
                  Optional.of(port),
                  false,
                  before.heartbeat(),
                  before.nodeThreshold(),
                  before.probes(),
                  before.logLevel(),
                  before.isQuiet(),
                  before.logTarget()));
      assertThat(controller.controller().ports()).containsExactly(port);
      assertThat(folder.resolve("socket")).doesNotExist();
      try (var _ = TestAgent.at("tcp:host=127.0.0.1,port=" + port, "beta")) {
        alpha.settle();
        assertThat(controller.controller().online()).isEqualTo(2);
      }
    }
  }

  @Test
  void theLevelOfTheLogIsSetAndTold() throws Exception {
    try (var controller = TestController.start(folder, "alpha")) {
      assertThat(controller.call("SetLogLevel", Terms.text("ERROR")).values()).isEmpty();
      assertThat(controller.property(Terms.PATH, Terms.CONTROLLER, "LogLevel")).isEqualTo("ERROR");
      assertRefused("InvalidArgs", () -> controller.call("SetLogLevel", Terms.text("LOUD")));
    }
  }

  @Test
  void toolsFindWhatThereIs() throws Exception {
    try (var controller = TestController.start(folder, "alpha")) {
      var root = introspect(controller, "/");
      assertThat(root).contains("<node name=\"org\"/>");
      assertThat(introspect(controller, Terms.PATH))
          .contains("<interface name=\"org.eclipse.bluechi.Controller\">")
          .contains("<node name=\"node\"/>");
      assertThat(introspect(controller, "/org/eclipse/bluechi/node/alpha"))
          .contains("<method name=\"StartUnit\">");
      assertRefused("UnknownObject", () -> introspect(controller, "/org/eclipse/other"));
      // what is told on demand is read one by one, as with BlueChi
      var all =
          controller
              .bus()
              .call(
                  "/org/eclipse/bluechi/node/alpha",
                  Terms.PROPERTIES,
                  "GetAll",
                  Terms.text(Terms.NODE))
              .dictionary(0);
      assertThat(all).containsOnlyKeys("Name", "Status");
    }
  }

  @Test
  void whatIsWorkedOnWhenItEndsIsCancelled() throws Exception {
    try (var controller = TestController.start(folder, "alpha");
        var agent = TestAgent.at(controller.address(), "alpha")) {
      var _ = start(controller, agent, "a.service", 1);
      controller.controller().close();
      assertThat(controller.bus().signal("JobRemoved").text(4)).isEqualTo("cancelled");
      agent.awaitEnd();
    }
  }

  /** What a test waits for later. */
  interface Work<T> {
    T run() throws Exception;
  }

  static <T> CompletableFuture<T> later(Work<T> work) {
    var result = new CompletableFuture<T>();
    var _ =
        Thread.ofVirtual()
            .start(() -> {
              try {
                result.complete(work.run());
              } catch (Exception | AssertionError failure) {
                result.completeExceptionally(failure);
              }
            });
    return result;
  }

  static void assertRefused(String error, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            CallFailed.class, failure -> assertThat(failure.name()).endsWith("." + error));
  }

  static String start(TestController controller, TestAgent agent, String unit, long id)
      throws Exception {
    return start(controller, agent, "alpha", unit, id);
  }

  static String start(TestController controller, TestAgent agent, String node, String unit, long id)
      throws Exception {
    var path =
        later(() ->
            controller
                .node(node, "StartUnit", Terms.text(unit), Terms.text("replace"))
                .require("o")
                .text(0));
    var asked = agent.asked("StartUnit", unit);
    assertThat(asked.call().require("ssu").number(2)).isEqualTo(id);
    asked.answer();
    return path.get();
  }

  private static String begin(TestController controller, String method, String unit)
      throws Exception {
    return controller
        .node("alpha", method, Terms.text(unit), Terms.text("replace"))
        .require("o")
        .text(0);
  }

  private static void agentMetrics(TestAgent agent) throws BusException, InterruptedException {
    agent
        .connection()
        .send(
            Message.signal(
                Terms.INTERNAL_METRICS_PATH,
                Terms.INTERNAL_METRICS,
                "AgentJobMetrics",
                Terms.text("a.service"),
                Terms.text("StartUnit"),
                new Value.U64(1234)));
    agent.settle();
  }

  private static void time(TestAgent agent, String property, long micros) throws Exception {
    var asked = agent.asked("GetUnitProperty", "a.service");
    assertThat(asked.call().text(2)).isEqualTo(property);
    asked.answer(new Value.Variant(new Value.U64(micros)));
  }

  private static String introspect(TestController controller, String path) throws Exception {
    return controller.bus().call(path, Terms.INTROSPECTABLE, "Introspect").require("s").text(0);
  }

  static Value units(String... names) {
    var row = new Type.StructOf(Signature.known(UNIT_ROW).types());
    return new Value.Array(
        row,
        List.of(names).stream()
            .<Value>map(name ->
                new Value.Struct(
                    List.of(
                        Terms.text(name),
                        Terms.text(""),
                        Terms.text("loaded"),
                        Terms.text("active"),
                        Terms.text("running"),
                        Terms.text(""),
                        new Value.Path("/"),
                        new Value.U32(0),
                        Terms.text(""),
                        new Value.Path("/"))))
            .toList());
  }
}
