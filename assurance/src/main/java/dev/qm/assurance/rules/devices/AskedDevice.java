package dev.qm.assurance.rules.devices;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import java.util.ArrayList;
import java.util.List;

/**
 * A device, a folder of devices, or a rule about numbers that the effective qm.container asks for,
 * whether the machine has such a device now or not.
 *
 * @param what a path, or a rule such as {@code c 10:130 rwm}
 * @param evidence the line that says so
 * @param option as {@code podman run} has it
 * @param isDeclared whether an installed add-on or package brought the line
 */
record AskedDevice(String what, Evidence evidence, Option option, boolean isDeclared) {
  /** Where packages put drop-ins; what an administrator writes lies in /etc. */
  private static final String OF_PACKAGES = "usr/share/containers/systemd/qm.container.d/";

  private static final String KEY = "AddDevice";

  boolean isPath() {
    return what.startsWith("/");
  }

  static List<AskedDevice> of(PartitionView view) {
    var all = new ArrayList<AskedDevice>();
    for (var entry : view.partition().values("Container", KEY)) {
      for (var word : CommandWords.split(entry.value())) {
        var path = plain(view.partition().options().given(entry, required(word)));
        all.add(
            new AskedDevice(
                path,
                Evidence.of(entry),
                new Option("device", word, List.of(entry)),
                isOfPackage(entry)));
      }
    }
    for (var option : view.partition().options().all()) {
      var ofKey = option.causes().stream().anyMatch(it -> it.key().equals(KEY));
      if (!ofKey
          && (option.name().equals("device") || option.name().equals("device-cgroup-rule"))) {
        var declared = !option.causes().isEmpty() && isOfPackage(option.causes().getLast());
        all.add(
            new AskedDevice(
                option.name().equals("device") ? plain(option.value()) : option.value(),
                Asked.evidence(view.partition(), option),
                option,
                declared));
      }
    }
    return all;
  }

  /** Without the mark of an optional one. */
  private static String required(String word) {
    return word.startsWith("-") ? word.substring(1) : word;
  }

  /** Without the name inside and the access too. */
  private static String plain(String word) {
    var path = required(word);
    var colon = path.indexOf(':');
    return colon < 0 ? path : path.substring(0, colon);
  }

  private static boolean isOfPackage(Entry entry) {
    return entry.origin().file().toString().contains(OF_PACKAGES);
  }
}
