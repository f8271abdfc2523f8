package dev.qm.bluechi.agent;

import dev.qm.bluechi.interfaces.Terms;

/** What the agent's objects have, for tools that ask: "Introspection Data Format" of D-Bus. */
final class Introspection {
  private static final String HEAD =
      """
      <!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
      "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
      """;

  private static final String AGENT =
      """
      <node>
       <interface name="org.eclipse.bluechi.Agent">
        <method name="CreateProxy"><arg name="local_service_name" type="s" direction="in"/><arg name="node" type="s" \
      direction="in"/><arg name="unit" type="s" direction="in"/></method>
        <method name="RemoveProxy"><arg name="local_service_name" type="s" direction="in"/><arg name="node" type="s" \
      direction="in"/><arg name="unit" type="s" direction="in"/></method>
        <method name="JobCancel"><arg name="jobid" type="u" direction="in"/></method>
        <method name="SwitchController"><arg name="dbus_address" type="s" direction="in"/></method>
        <property name="Status" type="s" access="read"/>
        <property name="LogLevel" type="s" access="read"/>
        <property name="LogTarget" type="s" access="read"/>
        <property name="DisconnectTimestamp" type="t" access="read"/>
        <property name="DisconnectTimestampMonotonic" type="t" access="read"/>
        <property name="LastSeenTimestamp" type="t" access="read"/>
        <property name="LastSeenTimestampMonotonic" type="t" access="read"/>
        <property name="ControllerAddress" type="s" access="read"/>
       </interface>
      </node>
      """;

  private Introspection() {}

  /** Of the object at a path: the agent itself, or the way to it. */
  static String of(String path) {
    if (path.equals(Terms.PATH)) {
      return HEAD + AGENT;
    }
    var begin = path.equals("/") ? path : path + "/";
    if (!Terms.PATH.startsWith(begin)) {
      return HEAD + "<node/>\n";
    }
    var rest = Terms.PATH.substring(begin.length());
    var end = rest.indexOf('/');
    return HEAD
        + "<node><node name=\""
        + (end < 0 ? rest : rest.substring(0, end))
        + "\"/></node>\n";
  }
}
