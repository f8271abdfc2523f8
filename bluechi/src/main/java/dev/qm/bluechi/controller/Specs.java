package dev.qm.bluechi.controller;

import dev.qm.bluechi.controller.Spec.Method;
import dev.qm.bluechi.controller.Spec.Property;
import dev.qm.bluechi.controller.Spec.Signal;
import dev.qm.bluechi.controller.Spec.Told;
import dev.qm.bluechi.interfaces.Terms;
import java.util.List;

/** The interfaces that clients know, as BlueChi 1.3 has them. */
final class Specs {
  private static final String JOB_TYPES = "ss";

  static final Spec CONTROLLER =
      new Spec(
          Terms.CONTROLLER,
          List.of(
              new Method("ListUnits", "", "a{s" + Terms.UNITS + "}"),
              new Method("ListUnitFiles", "", "a{s" + Terms.UNIT_FILES + "}"),
              new Method("ListNodes", "", "a(soss)"),
              new Method("GetNode", "s", "o"),
              new Method("CreateMonitor", "", "o"),
              new Method("SetLogLevel", "s", ""),
              new Method("EnableMetrics", "", ""),
              new Method("DisableMetrics", "", "")),
          List.of(
              new Property("LogLevel", "s", Told.ON_DEMAND),
              new Property("LogTarget", "s", Told.NEVER),
              new Property("Status", "s", Told.YES)),
          List.of(
              new Signal("JobNew", "uo", List.of("id", "job")),
              new Signal("JobRemoved", "uosss", List.of("id", "job", "node", "unit", "result"))));

  static final Spec NODE =
      new Spec(
          Terms.NODE,
          List.of(
              new Method("ListUnits", "", Terms.UNITS),
              new Method("ListUnitFiles", "", Terms.UNIT_FILES),
              new Method("GetUnitFileState", "s", "s"),
              new Method("StartUnit", JOB_TYPES, "o"),
              new Method("StartTransientUnit", "ssa(sv)a(sa(sv))", "o"),
              new Method("StopUnit", JOB_TYPES, "o"),
              new Method("FreezeUnit", "s", ""),
              new Method("ThawUnit", "s", ""),
              new Method("RestartUnit", JOB_TYPES, "o"),
              new Method("ReloadUnit", JOB_TYPES, "o"),
              new Method("ResetFailed", "", ""),
              new Method("ResetFailedUnit", "s", ""),
              new Method("GetUnitProperties", "ss", "a{sv}"),
              new Method("GetUnitProperty", "sss", "v"),
              new Method("SetUnitProperties", "sba(sv)", ""),
              new Method("EnableUnitFiles", "asbb", "ba(sss)"),
              new Method("DisableUnitFiles", "asb", "a(sss)"),
              new Method("Reload", "", ""),
              new Method("KillUnit", "ssi", ""),
              new Method("SetLogLevel", "s", ""),
              new Method("GetDefaultTarget", "", "s"),
              new Method("SetDefaultTarget", "sb", "a(sss)")),
          List.of(
              new Property("Name", "s", Told.NEVER),
              new Property("Status", "s", Told.YES),
              new Property("PeerIp", "s", Told.ON_DEMAND),
              new Property("LastSeenTimestamp", "t", Told.ON_DEMAND),
              new Property("LastSeenTimestampMonotonic", "t", Told.ON_DEMAND)),
          List.of());

  static final Spec JOB =
      new Spec(
          Terms.JOB,
          List.of(new Method("Cancel", "", "")),
          List.of(
              new Property("Id", "u", Told.NEVER),
              new Property("Node", "s", Told.NEVER),
              new Property("Unit", "s", Told.NEVER),
              new Property("JobType", "s", Told.NEVER),
              new Property("State", "s", Told.YES)),
          List.of());

  /** The signals as they are sent: BlueChi's own list of them leaves the reasons out. */
  static final Spec MONITOR =
      new Spec(
          Terms.MONITOR,
          List.of(
              new Method("Subscribe", "ss", "u"),
              new Method("SubscribeList", "sas", "u"),
              new Method("Unsubscribe", "u", ""),
              new Method("AddPeer", "s", "u"),
              new Method("RemovePeer", "us", ""),
              new Method("Close", "", "")),
          List.of(),
          List.of(
              new Signal(
                  "UnitPropertiesChanged",
                  "sssa{sv}",
                  List.of("node", "unit", "interface", "properties")),
              new Signal("UnitNew", "sss", List.of("node", "unit", "reason")),
              new Signal(
                  "UnitStateChanged",
                  "sssss",
                  List.of("node", "unit", "active_state", "sub_state", "reason")),
              new Signal("UnitRemoved", "sss", List.of("node", "unit", "reason")),
              new Signal("PeerRemoved", "s", List.of("reason"))));

  static final Spec METRICS =
      new Spec(
          Terms.METRICS,
          List.of(),
          List.of(),
          List.of(
              new Signal(
                  "StartUnitJobMetrics",
                  "ssstt",
                  List.of(
                      "node_name",
                      "job_id",
                      "unit",
                      "job_measured_time_micros",
                      "unit_start_prop_time_micros")),
              new Signal(
                  "AgentJobMetrics",
                  "ssst",
                  List.of("node_name", "unit", "method", "systemd_job_time_micros"))));

  private Specs() {}
}
