package dev.qm.bluechi.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Samples;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.BoundedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that no controller of BlueChi's makes: each gets one answer, whatever is in it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HostileCallsTest {
  private static final List<String> METHODS =
      List.of(
          "StartUnit",
          "StopUnit",
          "RestartUnit",
          "ReloadUnit",
          "JobCancel",
          "StartTransientUnit",
          "FreezeUnit",
          "ThawUnit",
          "KillUnit",
          "ListUnits",
          "ListUnitFiles",
          "GetUnitFileState",
          "GetUnitProperties",
          "GetUnitProperty",
          "SetUnitProperties",
          "EnableUnitFiles",
          "DisableUnitFiles",
          "Reload",
          "ResetFailed",
          "ResetFailedUnit",
          "GetDefaultTarget",
          "SetDefaultTarget",
          "SetLogLevel",
          "Subscribe",
          "Unsubscribe",
          "EnableMetrics",
          "DisableMetrics",
          "StartDep",
          "StopDep",
          "TargetNew",
          "TargetStateChanged",
          "TargetRemoved",
          "Error",
          "Nonsense");

  private static final List<String> PATHS =
      List.of(
          Terms.INTERNAL_AGENT_PATH,
          Terms.INTERNAL_AGENT_PATH,
          Terms.INTERNAL_PROXY_PATH + "1",
          Terms.INTERNAL_PROXY_PATH + "99999999999999999999",
          "/");

  private static final List<String> INTERFACES =
      List.of(Terms.INTERNAL_AGENT, Terms.INTERNAL_AGENT, Terms.INTERNAL_PROXY, Terms.PROPERTIES);

  private final ReentrantLock turn = new ReentrantLock();
  private final BoundedLog log = new BoundedLog((_, _) -> {}, LogLevel.INFO, false);
  private final SystemdLink nobody =
      new SystemdLink(
          List.of(),
          turn,
          log,
          new SystemdLink.Listener() {
            @Override
            public void signal(Message signal) {}

            @Override
            public void systemdIsThere() {}
          });
  private final ControllerSession session =
      new ControllerSession(turn, nobody, new Proxies(nobody, log), log);

  @Test
  void eachIsAnsweredOnce() throws Exception {
    var random = new Random(18);
    var errors = 0;
    for (var i = 0; i < 20_000; i++) {
      var call =
          Message.call(
                  pick(random, PATHS), pick(random, INTERFACES), pick(random, METHODS), any(random))
              .numbered(i + 1);
      var answers = new ArrayList<Message>();
      session.serve(call, answers::add);
      assertThat(answers).as("%s", call).hasSize(1);
      errors += answers.getFirst().kind() == Message.Kind.ERROR ? 1 : 0;
      // what is sent has to be what D-Bus allows
      assertThat(answers.getFirst().numbered(1).bytes()).isNotEmpty();
    }
    assertThat(errors).isGreaterThan(10_000);
    assertThat(session.isBusy()).isFalse();
  }

  @Test
  void signalsOfAnyTypesAreNoReasonToFail() {
    var random = new Random(19);
    var words = List.of("JobRemoved", "UnitNew", "UnitRemoved", "PropertiesChanged", "Reloading");
    turn.lock();
    try {
      for (var i = 0; i < 5000; i++) {
        session.signal(
            Message.signal(
                random.nextBoolean() ? Terms.SYSTEMD_UNIT_PATH + "a" : Terms.SYSTEMD_JOB_PATH + "1",
                Terms.SYSTEMD_MANAGER,
                pick(random, words),
                any(random)));
      }
    } finally {
      turn.unlock();
    }
    assertThat(session.isBusy()).isFalse();
  }

  /** Often what a method takes, so that it comes to more than a look at the types. */
  private static Value[] any(Random random) {
    var texts = List.of("a.service", "*", "", "a".repeat(300), "/", "\u202e", "INFO", "real");
    return switch (random.nextInt(6)) {
      case 0 -> new Value[0];
      case 1 -> new Value[] {new Value.Text(pick(random, texts))};
      case 2 ->
          new Value[] {
            new Value.Text(pick(random, texts)),
            new Value.Text(pick(random, texts)),
            new Value.U32(random.nextInt(3))
          };
      case 3 ->
          new Value[] {
            new Value.Text(pick(random, texts)),
            new Value.Text(pick(random, texts)),
            new Value.Text(pick(random, texts))
          };
      default -> Samples.arguments(random).toArray(Value[]::new);
    };
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
