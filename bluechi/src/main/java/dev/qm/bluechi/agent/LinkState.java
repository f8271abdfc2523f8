package dev.qm.bluechi.agent;

import dev.qm.bluechi.service.Moment;

/**
 * How it stands between the agent and its controller.
 *
 * @param isOnline whether it is registered
 * @param address of the controller that it has, or tries
 * @param lost when it lost one; zero while it has one
 * @param seen when its controller last showed that it is there
 */
record LinkState(boolean isOnline, String address, Moment lost, Moment seen) {
  /** BlueChi's word for it. */
  String status() {
    return isOnline ? "online" : "offline";
  }
}
