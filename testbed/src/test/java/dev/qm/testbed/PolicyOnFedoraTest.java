package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * QM's SELinux policy, compiled by the real compiler against the names that Fedora's policy with
 * container-selinux has, declared as stubs. The VM proves the policy on Debian's.
 *
 * <p>The compiler is that of the VM's packages. It says what is allowed when it is told that this
 * must never be: it refuses a policy whose rules break a neverallow.
 */
@Tag("vm")
class PolicyOnFedoraTest {
  private static final String STUBS = "fedora-stubs.cil";
  private static final List<String> MODULES = List.of("qm_base.cil", "qm.cil", "qm_never.cil");

  @TempDir private static Path folder;
  private static Path packages = Path.of("");

  /** How the compiler ended, and what it said. */
  private record Compiled(int exitCode, String output) {}

  @BeforeAll
  static void unpackTheCompiler() throws IOException {
    assumeTrue(!"1".equals(System.getenv("QM_SKIP_VM")), "QM_SKIP_VM=1");
    List<String> missing = VmImage.missing();
    assumeTrue(missing.isEmpty(), () -> String.join("; ", missing));
    packages = VmImage.built().packages();
    try (InputStream stubs =
        PolicyOnFedoraTest.class.getResourceAsStream("/dev/qm/testbed/" + STUBS)) {
      Files.write(folder.resolve(STUBS), stubs.readAllBytes());
    }
    for (String module : MODULES) {
      Files.copy(policy().resolve(module), folder.resolve(module));
    }
  }

  @Test
  void compilesAndKeepsItsInvariants() throws Exception {
    Compiled compiled = compile("");

    assertThat(compiled.output()).isEmpty();
    assertThat(compiled.exitCode()).isZero();
  }

  /** CentOS Stream 9's policy is older than this class of objects. */
  @Test
  void compilesWhereUserNamespacesAreNoClass() throws Exception {
    Path older = folder.resolve("stream-stubs.cil");
    Files.writeString(
        older,
        Files.readString(folder.resolve(STUBS))
            .replace("(class user_namespace (create))\n", "")
            .replace(" user_namespace))", "))"));

    Compiled compiled = compile(older, "");

    assertThat(Files.readString(older)).doesNotContain("user_namespace");
    assertThat(compiled.output()).isEmpty();
    assertThat(compiled.exitCode()).isZero();
  }

  @Test
  void labelsTheTreesOfThePartition() throws Exception {
    compile("");

    assertThat(Files.readString(folder.resolve("contexts")))
        .contains(
            "/usr/lib/qm(/.*)?\tsystem_u:object_r:qm_rootfs_t:s0",
            "/run/ipc(/.*)?\tsystem_u:object_r:ipc_var_run_t:s0",
            "/var/run/ipc(/.*)?\tsystem_u:object_r:ipc_var_run_t:s0")
        .doesNotContain("java_exec_t");
  }

  /** The optional blocks for Fedora took effect: what is allowed must not be forbidden. */
  @ParameterizedTest(name = "{0} may {3} {1}")
  @CsvSource({
    "container_runtime_t, qm_t, process, transition",
    "unconfined_t, qm_t, process, transition",
    "unconfined_service_t, qm_t, process, transition",
    "container_runtime_t, qm_file_t, dir, mounton",
    "container_runtime_t, v4l_device_t, chr_file, open",
    "qm_t, container_devpts_t, chr_file, write",
    "qm_t, qm_container_t, process, transition",
    "qm_t, qm_rootfs_t, file, entrypoint",
    "qm_install_t, qm_rootfs_t, file, write",
    "qm_container_ipc_t, ipc_t, unix_stream_socket, connectto",
    "qm_bluechi_agent_t, bluechi_port_t, tcp_socket, name_connect",
    "qm_bluechi_agent_t, bluechi_agent_port_t, tcp_socket, name_connect",
    "qm_t, cgroup_memory_pressure_t, file, write",
    "ipc_t, init_var_run_t, sock_file, write",
    "qm_container_t, v4l_device_t, chr_file, open",
    "qm_container_t, sound_device_t, chr_file, ioctl",
    "qm_container_t, event_device_t, chr_file, read",
    "qm_container_t, dri_device_t, chr_file, open",
    "qm_container_t, usbtty_device_t, chr_file, open",
    "qm_container_kvm_t, kvm_device_t, chr_file, open",
    "qm_t, kvm_device_t, chr_file, open",
    "qm_t, uhid_device_t, chr_file, open",
    "qm_container_t, fusefs_t, file, execute",
    "qm_container_t, fusefs_t, dir, mounton",
    "qm_container_t, hugetlbfs_t, file, map",
    "qm_t, proc_kcore_t, file, mounton",
    "ipc_t, proc_kcore_t, file, mounton",
    "init_t, ipc_t, process, transition"
  })
  void whatThePartitionNeedsIsAllowed(String source, String target, String type, String permission)
      throws Exception {
    String never = "(neverallow %s %s (%s (%s)))".formatted(source, target, type, permission);

    assertThat(compile(never).output()).contains("neverallow check failed", never);
  }

  @ParameterizedTest(name = "{0} may not {3} {1}")
  @CsvSource({
    "qm_t, shadow_t, file, write",
    "qm_t, qm_rootfs_t, file, write",
    "qm_t, container_file_t, file, write",
    "qm_container_t, container_t, process, signal",
    "qm_t, container_runtime_t, process, ptrace",
    "qm_t, init_t, system, reboot",
    "qm_t, security_t, security, setenforce",
    "qm_t, kernel_t, system, module_load",
    "qm_t, fixed_disk_device_t, blk_file, open",
    "qm_t, memory_device_t, chr_file, read",
    "qm_t, watchdog_device_t, chr_file, open",
    "qm_t, sysctl_vm_t, file, write",
    "qm_t, unconfined_t, process, transition",
    "qm_container_t, ipc_t, unix_stream_socket, connectto",
    "qm_t, bluechi_t, unix_stream_socket, connectto",
    "qm_t, rpm_tmp_t, file, write",
    "qm_t, ica_tmpfs_t, file, write",
    "qm_t, user_tmp_t, file, create",
    "qm_t, afs_cache_t, file, unlink",
    "qm_t, etc_t, file, append",
    "qm_container_t, tmpfs_t, dir, rmdir",
    "qm_t, etc_t, dir, add_name",
    "qm_t, rpm_script_tmp_t, fifo_file, open",
    "qm_t, systemd_resolved_var_run_t, sock_file, unlink",
    "qm_t, init_var_run_t, sock_file, write",
    "qm_container_ipc_t, bluechi_t, unix_stream_socket, connectto",
    "qm_t, abrt_helper_t, process, dyntransition",
    "qm_t, spc_t, process, transition",
    "qm_t, kmsg_device_t, chr_file, read",
    "qm_t, watchdog_device_t, chr_file, write",
    "qm_t, proc_kcore_t, file, read",
    "qm_t, proc_kmsg_t, file, read",
    "qm_t, init_t, system, module_request"
  })
  void aRuleThatWouldInterfereIsRefused(
      String source, String target, String type, String permission) throws Exception {
    String rule = "(allow %s %s (%s (%s)))".formatted(source, target, type, permission);

    Compiled compiled = compile(rule);

    assertThat(compiled.exitCode()).isNotZero();
    assertThat(compiled.output()).contains("neverallow check failed", "qm_never.cil", rule);
  }

  @ParameterizedTest(name = "{0} may not {3} {1}")
  @CsvSource({
    "kubelet_t, qm_t, process, transition",
    "kubelet_t, qm_file_t, file, write",
    "qm_container_ipc_t, kubelet_t, unix_stream_socket, connectto",
    "qm_container_t, kvm_device_t, chr_file, open",
    "qm_container_t, vhost_device_t, chr_file, open",
    "qm_container_ipc_t, tun_tap_device_t, chr_file, open",
    "qm_container_init_t, uhid_device_t, chr_file, open",
    "qm_container_t, fusefs_t, chr_file, open",
    "qm_container_t, fusefs_t, blk_file, open"
  })
  void whatNobodyNeedsIsNotAllowed(String source, String target, String type, String permission)
      throws Exception {
    String never = "(neverallow %s %s (%s (%s)))".formatted(source, target, type, permission);

    assertThat(compile(never).output()).isEmpty();
  }

  @Test
  void theBooleanOpensEveryPortToTheAgentAndIsOff() throws Exception {
    assertThat(
            compile("(neverallow qm_bluechi_agent_t http_port_t (tcp_socket (name_connect)))")
                .output())
        .contains("booleanif at");
    assertThat(Files.readString(folder.resolve("qm.cil")))
        .contains("(boolean qm_bluechi_agent_any_port false)");
  }

  /** The policy for a partition of another name stands beside the first. */
  @Test
  void twoPartitionsAreEachOthersHost() throws Exception {
    List<String> second = new ArrayList<>();
    for (String module : List.of("qm.cil", "qm_never.cil")) {
      second.add(
          Files.readString(folder.resolve(module))
              .replaceAll("\\bqm_", "lab_")
              .replaceAll("/(usr/lib|etc|var)/qm\\b", "/$1/lab"));
    }

    Compiled both = compile(String.join("\n", second));
    Compiled across = compile(String.join("\n", second) + "(allow lab_t qm_file_t (file (write)))");

    assertThat(both.output()).isEmpty();
    assertThat(across.output()).contains("neverallow check failed");
  }

  private static Compiled compile(String more) throws IOException, InterruptedException {
    return compile(folder.resolve(STUBS), more);
  }

  private static Compiled compile(Path stubs, String more)
      throws IOException, InterruptedException {
    Path addition = folder.resolve("addition.cil");
    Files.writeString(addition, more + "\n");
    Path libraries = packages.resolve("host/usr/lib/x86_64-linux-gnu");
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            libraries.resolve("ld-linux-x86-64.so.2").toString(),
            "--library-path",
            libraries.toString(),
            packages.resolve("host/usr/bin/secilc").toString()));
    command.addAll(List.of("--mls", "true", "--policyvers", "33"));
    command.addAll(List.of("--output", folder.resolve("policy").toString()));
    command.addAll(List.of("--filecontext", folder.resolve("contexts").toString()));
    command.add(stubs.toString());
    MODULES.forEach(module -> command.add(folder.resolve(module).toString()));
    command.add(addition.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Compiled(process.waitFor(), output);
  }

  private static Path policy() {
    return Path.of(System.getProperty("qm.testbed", "."), "../system/usr/share/qm/selinux");
  }
}
