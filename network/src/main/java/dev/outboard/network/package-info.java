/**
 * The bridge of a second Docker daemon. A {@link dev.outboard.network.BridgeSpec} enters; systemd-networkd's files or
 * the commands of {@code ip} and {@code brctl} leave, as changes of a plan. What the kernel has is read as JSON from
 * {@code ip}, and a subnet that is in use on the host is a conflict. For the addresses of containers there are {@link
 * dev.outboard.network.ForwardingRules} of the firewall. Uses {@code outboard-core}, Jackson and Guava inside; knows
 * nothing of Docker's daemon but which chains of the firewall it keeps.
 */
@NullMarked
package dev.outboard.network;

import org.jspecify.annotations.NullMarked;
