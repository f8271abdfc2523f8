package dev.qm.packaging.addon;

import java.util.LinkedHashMap;
import java.util.Map;

/** The beginning of an add-on: it builds, and says what to change. */
public final class AddonTemplate {
  private AddonTemplate() {}

  /** The files, by their path in the add-on's folder. */
  public static Map<String, String> of(AddonName name) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        AddonSources.DESCRIPTOR,
        """
        # What package managers and 'qm addon info' say about this add-on. The folder's name is its name.

        [Addon]
        # One line, at most 70 characters, no full stop.
        Summary=opens /dev/null to the partition, until you change it
        # Paragraphs; the key may stand there more than once.
        Description=Say what software in the partition can do with it.
        # Add-ons or packages, such as: kvm, podman >= 5.0, rpm:qemu-kvm, deb:qemu-system-x86
        #Requires=
        #Recommends=
        #Conflicts=
        # The command that applies it.
        AfterInstall=qm restart

        [Device]
        # Every device that the files open, with the reason: a device that is not here fails the build.
        Device=/dev/null stands for the device that your software needs
        """);
    files.put(
        AddonSources.FILES + "/usr/share/containers/systemd/qm.container.d/50-" + name + ".conf",
        """
        # Extends qm.container. To switch it off without removing the package, put an empty file of the same
        # name into /etc/containers/systemd/qm.container.d.

        [Container]
        # The "-": a machine without the device starts its partition all the same.
        AddDevice=-/dev/null
        """);
    return files;
  }
}
