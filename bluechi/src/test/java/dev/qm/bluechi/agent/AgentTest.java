package dev.qm.bluechi.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Type;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An agent between a controller and a systemd that speak real bytes over real sockets. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AgentTest {
  private static final String SYSTEMD = "/org/freedesktop/systemd1";
  private static final String JOB = SYSTEMD + "/job/7";
  private static final String UNIT = "a.service";
  private static final String UNIT_PATH = SYSTEMD + "/unit/a_2eservice";
  private static final String UNIT_TYPE = "org.freedesktop.systemd1.Unit";

  private Rig rig;
  private Far systemd;
  private Far controller;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig();
    rig.start();
    systemd = rig.systemd();
    controller = rig.controller(rig.first);
  }

  @AfterEach
  void end() throws Exception {
    rig.close();
  }

  @Test
  void eachJobThatSystemdMergedIntoOneIsToldItsEnd() throws Exception {
    job(1);
    job(2);

    over("done");

    assertThat(List.of(end("JobDone"), end("JobDone")))
        .containsExactly(
            List.of(new Value.U32(1), new Value.Text("done")),
            List.of(new Value.U32(2), new Value.Text("done")));
  }

  @Test
  void aJobsStatesAreToldInTheOrderInWhichSystemdHasThem() throws Exception {
    job(4);
    systemd.say(properties(JOB, "org.freedesktop.systemd1.Job", "State", "running"));
    over("failed");

    assertThat(end("JobStateChanged")).containsExactly(new Value.U32(4), new Value.Text("running"));
    assertThat(end("JobDone")).containsExactly(new Value.U32(4), new Value.Text("failed"));
  }

  @Test
  void theTimeOfAJobIsToldBeforeItsEndAndOnlyWhileItIsWanted() throws Exception {
    controller.say(quiet("EnableMetrics"));
    job(5);
    over("done");
    var time = controller.next().require("sst");
    assertThat(time.header().member()).contains("AgentJobMetrics");
    assertThat(time.header().path()).contains("/org/eclipse/bluechi/internal/agent/metrics");
    assertThat(time.text(0)).isEqualTo(UNIT);
    assertThat(end("JobDone")).contains(new Value.U32(5));

    controller.say(quiet("DisableMetrics"));
    job(6);
    over("done");
    assertThat(end("JobDone")).contains(new Value.U32(6));
  }

  @Test
  void aJobCanBeGivenUp() throws Exception {
    job(3);
    var asked = controller.ask("JobCancel", new Value.U32(3));
    var cancel = systemd.read();
    assertThat(cancel.is("org.freedesktop.systemd1.Job", "Cancel")).isTrue();
    assertThat(cancel.header().path()).contains(JOB);
    systemd.say(cancel.reply());
    assertThat(controller.next().header().replySerial()).contains(asked);
    over("canceled");
    assertThat(end("JobDone")).contains(new Value.Text("canceled"));
  }

  @Test
  void anErrorOfSystemdsReachesTheControllerAsItWas() throws Exception {
    controller.ask("GetUnitFileState", new Value.Text("no.service"));
    systemd.say(systemd.read().error("org.freedesktop.DBus.Error.FileNotFound", "none"));

    var answer = controller.next();
    assertThat(answer.header().errorName()).contains("org.freedesktop.DBus.Error.FileNotFound");
    assertThat(answer.text(0)).isEqualTo("none");

    controller.ask("GetUnitFileState", new Value.U32(1));
    assertThat(controller.next().header().errorName())
        .contains("org.freedesktop.DBus.Error.InvalidArgs");
  }

  @Test
  void freezingAndThawingAreForTheUnitsOwnObject() throws Exception {
    for (var method : List.of("Freeze", "Thaw")) {
      var asked = controller.ask(method + "Unit", new Value.Text(UNIT));
      var call = systemd.read();
      assertThat(call.is(UNIT_TYPE, method)).isTrue();
      assertThat(call.header().path()).contains(UNIT_PATH);
      systemd.say(call.reply());
      assertThat(controller.next().header().replySerial()).contains(asked);
    }
  }

  @Test
  void aLoadedUnitIsToldAtOnceAndThenWhatBecomesOfIt() throws Exception {
    subscribeToLoaded();

    systemd.say(properties(UNIT_PATH, UNIT_TYPE, "ActiveState", "failed"));
    assertThat(end("UnitStateChanged"))
        .containsExactly(
            new Value.Text(UNIT),
            new Value.Text("failed"),
            new Value.Text("running"),
            new Value.Text("real"));
    var all = controller.until("UnitPropertiesChanged").require("ssa{sv}");
    assertThat(all.text(1)).isEqualTo(UNIT_TYPE);

    systemd.say(unit("UnitRemoved", UNIT));
    assertThat(end("UnitRemoved")).containsExactly(new Value.Text(UNIT));
  }

  @Test
  void whatIsNotSubscribedToAnyMoreIsNotTold() throws Exception {
    subscribeToLoaded();
    controller.say(quiet("Unsubscribe", new Value.Text(UNIT)));
    // an answer that comes after it in order
    ask("GetDefaultTarget", "x.target");

    systemd.say(properties(UNIT_PATH, UNIT_TYPE, "ActiveState", "failed"));
    job(1);
    over("done");
    // nothing of the unit stands before the end of the job
    assertThat(controller.next().header().member()).contains("JobDone");
  }

  @Test
  void allUnitsAreToldToWhoeverAsksForAll() throws Exception {
    controller.say(quiet("Subscribe", new Value.Text("*")));
    assertThat(end("UnitNew")).containsExactly(new Value.Text("*"), new Value.Text("virtual"));
    var list = systemd.read();
    assertThat(list.is(Far.MANAGER, "ListUnits")).isTrue();
    systemd.say(list.reply(new Value.Array(rows(), List.of())));

    systemd.say(unit("UnitNew", "b.service"));
    assertThat(end("UnitNew")).containsExactly(new Value.Text("b.service"), new Value.Text("real"));
    systemd.say(properties(SYSTEMD + "/unit/b_2eservice", UNIT_TYPE, "ActiveState", "activating"));
    assertThat(end("UnitStateChanged"))
        .containsExactly(
            new Value.Text("b.service"),
            new Value.Text("activating"),
            new Value.Text("dead"),
            new Value.Text("real"));
  }

  @Test
  void anotherNodesDependencyIsHeldByItsOwnUnit() throws Exception {
    controller.say(quiet("StartDep", new Value.Text(UNIT)));
    var start = systemd.read();
    assertThat(start.is(Far.MANAGER, "StartUnit")).isTrue();
    assertThat(start.text(0)).isEqualTo("bluechi-dep@a.service");
    systemd.say(start.reply(new Value.Path(JOB)));
    controller.say(quiet("StopDep", new Value.Text(UNIT)));
    assertThat(systemd.read().is(Far.MANAGER, "StopUnit")).isTrue();
  }

  @Test
  void jobsThatSystemdEndedWhileItWasAwayAreToldTheirEnd() throws Exception {
    job(9);
    systemd.hangUp();

    var again = rig.systemd();
    var get = again.read();
    assertThat(get.header().path()).contains(JOB);
    again.say(get.error("org.freedesktop.DBus.Error.UnknownObject", "none"));
    var list = again.read();
    assertThat(list.is(Far.MANAGER, "ListUnitsByNames")).isTrue();
    again.say(list.reply(new Value.Array(rows(), List.of(row(UNIT, "active", "running")))));
    assertThat(end("JobDone")).containsExactly(new Value.U32(9), new Value.Text("done"));
  }

  private void subscribeToLoaded() throws Exception {
    controller.say(quiet("Subscribe", new Value.Text(UNIT)));
    var get = systemd.read();
    assertThat(get.is(Far.MANAGER, "GetUnit")).isTrue();
    systemd.say(get.reply(new Value.Path(UNIT_PATH)));
    var list = systemd.read();
    systemd.say(list.reply(new Value.Array(rows(), List.of(row(UNIT, "active", "running")))));
    assertThat(end("UnitNew")).containsExactly(new Value.Text(UNIT), new Value.Text("virtual"));
    assertThat(end("UnitStateChanged"))
        .containsExactly(
            new Value.Text(UNIT),
            new Value.Text("active"),
            new Value.Text("running"),
            new Value.Text("virtual"));
  }

  /** A job that systemd takes, as the same one each time. */
  private void job(long id) throws Exception {
    var call =
        controller.ask(
            "StartUnit", new Value.Text(UNIT), new Value.Text("replace"), new Value.U32(id));
    var asked = systemd.read();
    assertThat(asked.is(Far.MANAGER, "StartUnit")).isTrue();
    systemd.say(asked.reply(new Value.Path(JOB)));
    assertThat(controller.next().header().replySerial()).contains(call);
  }

  private void over(String result) throws Exception {
    systemd.say(
        Message.signal(
            SYSTEMD,
            Far.MANAGER,
            "JobRemoved",
            new Value.U32(7),
            new Value.Path(JOB),
            new Value.Text(UNIT),
            new Value.Text(result)));
  }

  private void ask(String member, String answer) throws Exception {
    var asked = controller.ask(member);
    systemd.say(systemd.read().reply(new Value.Text(answer)));
    assertThat(controller.next().header().replySerial()).contains(asked);
  }

  /** What the next message says, which has to be that signal. */
  private List<Value> end(String signal) throws Exception {
    var message = controller.next();
    assertThat(message.header().member()).isEqualTo(Optional.of(signal));
    return message.values();
  }

  private static Message quiet(String member, Value... arguments) {
    return Message.call(
            "/org/eclipse/bluechi/internal/agent",
            "org.eclipse.bluechi.internal.Agent",
            member,
            arguments)
        .flagged(Message.Flag.NO_REPLY_EXPECTED);
  }

  private static Message unit(String member, String unit) {
    return Message.signal(
        SYSTEMD, Far.MANAGER, member, new Value.Text(unit), new Value.Path(SYSTEMD + "/unit/any"));
  }

  private static Message properties(String path, String type, String name, String value) {
    return Message.signal(
        path,
        "org.freedesktop.DBus.Properties",
        "PropertiesChanged",
        new Value.Text(type),
        Terms.dictionary(List.of(Terms.entry(name, new Value.Text(value)))),
        new Value.Array(Type.Simple.STRING, List.of()));
  }

  private static Type rows() {
    return row("a", "b", "c").type();
  }

  private static Value row(String unit, String active, String sub) {
    var fields = new ArrayList<Value>();
    for (var text : List.of(unit, "", "loaded", active, sub, "")) {
      fields.add(new Value.Text(text));
    }
    fields.add(new Value.Path(UNIT_PATH));
    fields.add(new Value.U32(0));
    fields.add(new Value.Text(""));
    fields.add(new Value.Path("/"));
    return new Value.Struct(fields);
  }
}
