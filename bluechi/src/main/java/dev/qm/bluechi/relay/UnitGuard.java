package dev.qm.bluechi.relay;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the controller may ask of a node: to look at everything, and to control the units that are
 * permitted. A call that this does not know counts as one that concerns all units.
 *
 * @param node whose units they are
 */
record UnitGuard(String node, Supplier<Permissions> permissions) implements Guard {
  private static final Set<String> LOOKING =
      Set.of(
          "ListUnits",
          "ListUnitFiles",
          "GetUnitFileState",
          "GetUnitProperties",
          "GetUnitProperty",
          "GetDefaultTarget",
          "Subscribe",
          "Unsubscribe",
          "EnableMetrics",
          "DisableMetrics",
          // a job that the controller has begun itself
          "JobCancel");

  /** Those that queue a job, with the unit and its mode. */
  private static final Set<String> JOBS =
      Set.of("StartUnit", "StopUnit", "RestartUnit", "ReloadUnit");

  /** Those whose first argument is a unit. */
  private static final Set<String> OF_A_UNIT =
      Set.of(
          "FreezeUnit",
          "ThawUnit",
          "KillUnit",
          "SetUnitProperties",
          "ResetFailedUnit",
          "StartDep",
          "StopDep");

  /** Those whose first argument is a list of unit files. */
  private static final Set<String> OF_FILES = Set.of("EnableUnitFiles", "DisableUnitFiles");

  /** The modes of a job that leave other units alone but for their dependencies: systemctl(1). */
  private static final Set<String> MODES = Set.of("replace", "fail");

  private static final Set<String> LOOKING_INTERFACES =
      Set.of(Terms.PEER, Terms.INTERNAL_PROXY, Terms.INTROSPECTABLE);

  @Override
  public Verdict judge(Sent sent) throws IOException {
    var said = permissions.get();
    if (sent.head().kind() != Message.Kind.CALL || isAll(said)) {
      return Verdict.PASS;
    }
    var member = sent.head().header().member().orElse("");
    // a call need not say the interface
    var of = sent.head().header().interfaceName().orElse(Terms.INTERNAL_AGENT);
    if (LOOKING_INTERFACES.contains(of)
        || (of.equals(Terms.INTERNAL_AGENT) && LOOKING.contains(member))) {
      return Verdict.PASS;
    }
    if (!of.equals(Terms.INTERNAL_AGENT)) {
      return managed(sent, said, member);
    }
    if (JOBS.contains(member)) {
      var call = sent.whole().require("ssu");
      return MODES.contains(call.text(1))
          ? units(sent, said, List.of(call.text(0)))
          : managed(sent, said, member + " in mode " + call.text(1));
    }
    if (OF_A_UNIT.contains(member)) {
      var values = sent.whole().values();
      return !values.isEmpty() && values.getFirst() instanceof Value.Text(var unit)
          ? units(sent, said, List.of(unit))
          : managed(sent, said, member);
    }
    if (OF_FILES.contains(member)) {
      var call = sent.whole();
      if (call.signature().toString().startsWith("as")) {
        return units(
            sent, said, call.array(0).stream().map(it -> ((Value.Text) it).value()).toList());
      }
    }
    return managed(sent, said, member);
  }

  private boolean isAll(Permissions said) {
    return said.mayManage(node) && said.isControlledWhole(node);
  }

  private Verdict units(Sent sent, Permissions said, List<String> units) {
    for (var unit : units) {
      // a path would bring a file of anybody's in
      if (unit.indexOf('/') >= 0 && !said.mayManage(node)) {
        return refused(sent, "may not bring in " + unit);
      }
      if (!said.mayControl(node, unit)) {
        return refused(sent, "may not control " + unit);
      }
    }
    return Verdict.PASS;
  }

  private Verdict managed(Sent sent, Permissions said, String what) {
    return said.mayManage(node) ? Verdict.PASS : refused(sent, "may not call " + what);
  }

  private Verdict refused(Sent sent, String what) {
    return sent.refused("the controller", what + " of " + node);
  }
}
