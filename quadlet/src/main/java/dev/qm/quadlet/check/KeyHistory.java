package dev.qm.quadlet.check;

import dev.qm.quadlet.machine.PodmanVersion;
import dev.qm.quadlet.read.UnitType;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Since which Podman each key and each type of unit is known.
 *
 * <p>Source: Podman's release notes and the man page podman-systemd.unit(5) of each release; for
 * 6.0 the sources of its Quadlet before the release.
 */
final class KeyHistory {
  /** The first Podman with Quadlet. */
  static final PodmanVersion FIRST = new PodmanVersion(4, 4, 0);

  /** The first Podman that puts services in place of units in After= and its like. */
  static final PodmanVersion TRANSLATES_DEPENDENCIES = new PodmanVersion(5, 5, 0);

  /** The first Podman that reads drop-ins. */
  static final PodmanVersion DROP_INS = new PodmanVersion(5, 0, 0);

  /** The first Podman that reads container.d and radio-.container.d. */
  static final PodmanVersion SHARED_DROP_INS = new PodmanVersion(5, 2, 0);

  /** The first Podman with templates. */
  static final PodmanVersion TEMPLATES = new PodmanVersion(5, 0, 0);

  /** The first Podman without slirp4netns. */
  static final PodmanVersion WITHOUT_SLIRP = PodmanVersion.V6_0;

  /** Type, version, the keys that came with it. */
  private static final String TABLE =
      """
      container 4.4 AddCapability AddDevice Annotation ContainerName DropCapability Environment
      container 4.4 EnvironmentFile EnvironmentHost Exec ExposeHostPort Group Image Label Network
      container 4.4 NoNewPrivileges Notify PodmanArgs PublishPort ReadOnly RemapGid RemapUid
      container 4.4 RemapUidSize RemapUsers RunInit SeccompProfile Timezone User VolatileTmp Volume
      container 4.5 HealthCmd HealthInterval HealthOnFailure HealthRetries HealthStartPeriod
      container 4.5 HealthStartupCmd HealthStartupInterval HealthStartupRetries HealthStartupSuccess
      container 4.5 HealthStartupTimeout HealthTimeout IP IP6 LogDriver Mount Rootfs Secret
      container 4.5 SecurityLabelDisable SecurityLabelFileType SecurityLabelLevel SecurityLabelType
      container 4.5 Tmpfs UserNS
      container 4.6 AutoUpdate HostName Mask Pull SecurityLabelNested Sysctl Unmask WorkingDir
      container 4.7 DNS DNSOption DNSSearch PidsLimit ShmSize Ulimit
      container 4.8 ContainersConfModule GIDMap GlobalArgs ReadOnlyTmpfs SubGIDMap SubUIDMap UIDMap
      container 5.0 Entrypoint Pod StopTimeout
      container 5.1 GroupAdd
      container 5.2 LogOpt NetworkAlias StopSignal
      container 5.3 AddHost CgroupsMode HealthLogDestination HealthMaxLogCount HealthMaxLogSize
      container 5.3 ServiceName StartWithPod
      container 5.5 Memory ReloadCmd ReloadSignal Retry RetryDelay
      container 5.7 HttpProxy
      container 5.8 AppArmor
      volume 4.4 Group Label User
      volume 4.5 Copy Device Options Type
      volume 4.6 PodmanArgs
      volume 4.7 VolumeName
      volume 4.8 ContainersConfModule Driver GlobalArgs Image
      volume 5.3 ServiceName
      volume 6.0 GID UID
      network 4.4 DisableDNS Driver Gateway IPAMDriver IPRange IPv6 Internal Label Options Subnet
      network 4.6 PodmanArgs
      network 4.7 DNS NetworkName
      network 4.8 ContainersConfModule GlobalArgs
      network 5.3 ServiceName
      network 5.5 NetworkDeleteOnStop
      network 5.6 InterfaceName
      kube 4.4 ConfigMap Network PublishPort RemapGid RemapUid RemapUidSize RemapUsers Yaml
      kube 4.5 LogDriver UserNS
      kube 4.6 ExitCodePropagation PodmanArgs
      kube 4.7 AutoUpdate SetWorkingDirectory
      kube 4.8 ContainersConfModule GlobalArgs KubeDownForce
      kube 5.2 LogOpt
      kube 5.3 ServiceName
      image 4.8 AllTags Arch AuthFile CertDir ContainersConfModule Creds DecryptionKey GlobalArgs
      image 4.8 Image ImageTag OS PodmanArgs TLSVerify Variant
      image 5.3 ServiceName
      image 5.5 Retry RetryDelay
      image 5.6 Policy
      build 5.2 Annotation Arch AuthFile ContainersConfModule DNS DNSOption DNSSearch Environment
      build 5.2 File ForceRM GlobalArgs GroupAdd ImageTag Label Network PodmanArgs Pull Secret
      build 5.2 SetWorkingDirectory TLSVerify Target Variant Volume
      build 5.3 ServiceName
      build 5.5 Retry RetryDelay
      build 5.7 BuildArg IgnoreFile
      pod 5.0 ContainersConfModule GlobalArgs Network PodName PodmanArgs PublishPort Volume
      pod 5.2 NetworkAlias
      pod 5.3 AddHost DNS DNSOption DNSSearch GIDMap IP IP6 RemapGid RemapUid RemapUidSize
      pod 5.3 RemapUsers ServiceName SubGIDMap SubUIDMap UIDMap UserNS
      pod 5.4 ShmSize
      pod 5.5 HostName
      pod 5.6 ExitPolicy Label
      pod 5.7 StopTimeout
      artifact 5.7 Artifact AuthFile CertDir ContainersConfModule Creds DecryptionKey GlobalArgs
      artifact 5.7 PodmanArgs Quiet Retry RetryDelay ServiceName TLSVerify
      quadlet 5.3 DefaultDependencies
      """;

  private static final Map<String, PodmanVersion> SINCE = new HashMap<>();

  static {
    for (var line : TABLE.split("\n", -1)) {
      var words = line.split(" ", -1);
      for (var i = 2; i < words.length; i++) {
        SINCE.put(words[0] + " " + words[i], PodmanVersion.parse(words[1]).orElseThrow());
      }
    }
  }

  private KeyHistory() {}

  /** The first Podman that knows a key; empty for a key that none knows. */
  static Optional<PodmanVersion> since(String section, String key) {
    return Optional.ofNullable(SINCE.get(section.toLowerCase(Locale.ROOT) + " " + key));
  }

  /** The first Podman that knows a type of unit. */
  static PodmanVersion since(UnitType type) {
    return switch (type) {
      case CONTAINER, VOLUME, NETWORK, KUBE -> FIRST;
      case IMAGE -> new PodmanVersion(4, 8, 0);
      case POD -> new PodmanVersion(5, 0, 0);
      case BUILD -> new PodmanVersion(5, 2, 0);
      case ARTIFACT -> new PodmanVersion(5, 7, 0);
    };
  }
}
