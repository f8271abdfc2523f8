package dev.qm.bluechi.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.configuration.ControllerSettings;
import dev.qm.bluechi.configuration.ControllerSettings.NodeRules;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Units of one node that units of another need. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProxiesTest {
  private static final String PATH = "/org/eclipse/bluechi/internal/proxy/1";

  @TempDir private Path folder;

  @Test
  void theOtherNodeHoldsItsUnitUpAndTheFirstIsToldOfIt() throws Exception {
    try (var controller = start();
        var alpha = TestAgent.at(controller.address(), "alpha");
        var beta = TestAgent.at(controller.address(), "beta")) {
      need(alpha, "beta", "b.service");
      var _ = beta.asked("StartDep", "b.service");
      var _ = beta.asked("Subscribe", "b.service");
      beta.tell("UnitNew", Terms.text("b.service"), Terms.text("virtual"));
      state(beta, "active", "running", "real");
      assertThat(alpha.asked("TargetNew").call().values()).containsExactly(Terms.text("virtual"));
      var told = alpha.asked("TargetStateChanged").call();
      assertThat(told.header().path()).contains(PATH);
      assertThat(told.is(Terms.INTERNAL_PROXY, "TargetStateChanged")).isTrue();
      assertThat(told.values())
          .containsExactly(Terms.text("active"), Terms.text("running"), Terms.text("real"));
      beta.tell("UnitRemoved", Terms.text("b.service"));
      assertThat(alpha.asked("TargetRemoved").call().values()).containsExactly(Terms.text("real"));

      needNoMore(alpha, "beta", "b.service");
      var _ = beta.asked("Unsubscribe", "b.service");
      var _ = beta.asked("StopDep", "b.service");
    }
  }

  @Test
  void aUnitIsHeldUpUntilTheLastWhoNeedsItIsGone() throws Exception {
    try (var controller = start();
        var beta = TestAgent.at(controller.address(), "beta");
        var gamma = TestAgent.at(controller.address(), "gamma")) {
      try (var alpha = TestAgent.at(controller.address(), "alpha")) {
        need(alpha, "beta", "b.service");
        var _ = beta.asked("StartDep", "b.service");
        var _ = beta.asked("Subscribe", "b.service");
        need(gamma, "beta", "b.service");
        // it may have been stopped meanwhile
        var _ = beta.asked("StartDep", "b.service");
      }
      controller.await("alpha", "offline");
      beta.settle();
      assertThat(beta.isAsked()).isFalse();
      needNoMore(gamma, "beta", "b.service");
      var _ = beta.asked("Unsubscribe", "b.service");
      var _ = beta.asked("StopDep", "b.service");
    }
  }

  @Test
  void aNodeThatComesLaterIsToldWhatIsNeededOfIt() throws Exception {
    try (var controller = start();
        var alpha = TestAgent.at(controller.address(), "alpha")) {
      need(alpha, "beta", "b.service");
      try (var beta = TestAgent.at(controller.address(), "beta")) {
        var _ = beta.asked("Subscribe", "b.service");
        var _ = beta.asked("StartDep", "b.service");
        beta.tell("UnitNew", Terms.text("b.service"), Terms.text("virtual"));
        state(beta, "active", "running", "virtual");
        var _ = alpha.asked("TargetNew");
        var _ = alpha.asked("TargetStateChanged");
      }
      // it is lost, which is no word of its unit: it may run on
      assertThat(alpha.asked("TargetStateChanged").call().values())
          .containsExactly(
              Terms.text("inactive"), Terms.text("agent-offline"), Terms.text("virtual"));
      assertThat(alpha.asked("TargetRemoved").call().values())
          .containsExactly(Terms.text("virtual"));
    }
  }

  @Test
  void whatIsNotAllowedIsRefusedWithTheReason() throws Exception {
    try (var controller = start();
        var alpha = TestAgent.at(controller.address(), "alpha");
        var beta = TestAgent.at(controller.address(), "beta")) {
      need(beta, "alpha", "a.service");
      assertThat(beta.asked("Error").call().text(0)).contains("AllowDependenciesOn=");
      need(alpha, "nobody", "a.service");
      assertThat(alpha.asked("Error").call().text(0)).contains("there is no node nobody");
      need(alpha, "beta", "*");
      assertThat(alpha.asked("Error").call().text(0)).contains("no name of a unit");
      beta.settle();
      assertThat(beta.isAsked()).isFalse();
    }
  }

  @Test
  void whatOtherFilesAllowNoMoreEnds() throws Exception {
    try (var controller = start();
        var alpha = TestAgent.at(controller.address(), "alpha");
        var beta = TestAgent.at(controller.address(), "beta")) {
      need(alpha, "beta", "b.service");
      var _ = beta.asked("StartDep", "b.service");
      var _ = beta.asked("Subscribe", "b.service");
      controller
          .controller()
          .use(TestController.settings(TestController.nodes("alpha", "beta", "gamma")));
      assertThat(alpha.asked("Error").call().text(0)).contains("any more");
      var _ = beta.asked("Unsubscribe", "b.service");
      var _ = beta.asked("StopDep", "b.service");
    }
  }

  private TestController start() throws Exception {
    return TestController.start(rules(), folder, TestController.LONG);
  }

  private static ControllerSettings rules() {
    var nodes = new LinkedHashMap<String, NodeRules>();
    nodes.put("alpha", TestController.needs("beta", "nobody"));
    nodes.put("beta", NodeRules.NONE);
    nodes.put("gamma", TestController.needs("beta"));
    return TestController.settings(nodes);
  }

  private static void need(TestAgent agent, String node, String unit) throws Exception {
    agent.tell("ProxyNew", Terms.text(node), Terms.text(unit), new Value.Path(PATH));
    agent.settle();
  }

  private static void needNoMore(TestAgent agent, String node, String unit) throws Exception {
    agent.tell("ProxyRemoved", Terms.text(node), Terms.text(unit));
  }

  private static void state(TestAgent agent, String... words) throws Exception {
    var values = List.of("b.service", words[0], words[1], words[2]);
    agent.tell("UnitStateChanged", values.stream().map(Terms::text).toArray(Value[]::new));
  }
}
