package dev.qm.testbed;

import java.lang.management.ManagementFactory;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.support.hierarchical.ParallelExecutionConfiguration;
import org.junit.platform.engine.support.hierarchical.ParallelExecutionConfigurationStrategy;

/**
 * How many classes of tests run at a time, each with a virtual machine of its own: two, where there
 * are processors and memory for them. One machine leaves a third of two processors idle.
 */
public final class Lanes implements ParallelExecutionConfigurationStrategy {

  /** Of which QEMU takes 4 GiB and a bit; what calls itself 8 GiB has a little less. */
  static final long MEMORY_MIB_OF_ONE = 7600;

  private static final long MEMORY_MIB_OF_TWO = 15_200;

  @Override
  public ParallelExecutionConfiguration createConfiguration(ConfigurationParameters parameters) {
    return new Fixed(count());
  }

  static int count() {
    return Runtime.getRuntime().availableProcessors() > 1 && memoryMib() >= MEMORY_MIB_OF_TWO
        ? 2
        : 1;
  }

  /**
   * How many processors a virtual machine has: no more than are there for it. A second one that has
   * to wait for the first keeps that busy; two machines with two each on two processors took 1.6
   * times as long for the same work.
   */
  static int processorsOfOne() {
    return Math.clamp(Runtime.getRuntime().availableProcessors() / count(), 1, 2);
  }

  /** The memory of the machine that the tests run on. */
  static long memoryMib() {
    var machine =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return machine.getTotalMemorySize() >> 20;
  }

  private record Fixed(int lanes) implements ParallelExecutionConfiguration {
    @Override
    public int getParallelism() {
      return lanes;
    }

    @Override
    public int getMinimumRunnable() {
      return lanes;
    }

    @Override
    public int getMaxPoolSize() {
      return lanes;
    }

    @Override
    public int getCorePoolSize() {
      return lanes;
    }

    @Override
    public int getKeepAliveSeconds() {
      return 30;
    }
  }
}
