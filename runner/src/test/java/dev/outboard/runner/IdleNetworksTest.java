package dev.outboard.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outboard.core.value.AbsolutePath;
import dev.outboard.network.BridgeSpec;
import dev.outboard.runner.stack.IdleNetworks;
import dev.outboard.runner.testing.parts.DebianMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdleNetworksTest {
    private final DebianMachine machine = DebianMachine.withDocker();

    private void file(String path, String text) {
        machine.host().putFile(AbsolutePath.of(path), text);
    }

    private String planWithBridge(String address) {
        return machine.provisioner()
                .plan(Article.stack(
                        BridgeSpec.builder("docker1", address).build(),
                        Article.docker2().build()))
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/usr/bin/podman|x|10.87.0.1/16|10.89.0.0/16",
                "/etc/containers/networks/ci.json|{\"subnets\": [{\"subnet\": \"10.10.4.0/24\", \"gateway\": \"10.10.4.1\"}]}|10.9.0.1/16|10.11.0.0/16",
                "/etc/cni/net.d/ci.conflist|{\"ipam\": {\"ranges\": [[{\"subnet\": \"10.10.4.0/24\"}]]}}|10.9.0.1/16|10.11.0.0/16",
                "/etc/wireguard/wg0.conf|AllowedIPs = 192.0.2.0/24, fd00::/64,10.10.5.0/24|10.9.0.1/16|10.11.0.0/16",
                "/etc/wireguard/wg0.conf|Address = 10.10.6.2/24|10.9.0.1/16|10.11.0.0/16",
                "/etc/wireguard/wg0.conf|AllowedIPs = 0.0.0.0/0, ::/0|10.9.0.1/16|10.10.0.0/16",
                "/etc/libvirt/qemu/networks/lab.xml|<network><ip address='10.10.122.1' netmask='255.255.255.0'><dhcp/></ip></network>|10.9.0.1/16|10.11.0.0/16",
                "/etc/libvirt/qemu/networks/lab.xml|<network><ip family='ipv4' address='10.10.122.1' prefix='24'/></network>|10.9.0.1/16|10.11.0.0/16",
                "/etc/default/lxc-net|LXC_NETWORK=\"10.10.3.0/24\"|10.9.0.1/16|10.11.0.0/16",
                "/etc/default/lxc-net|#LXC_NETWORK=\"10.10.3.0/24\"|10.9.0.1/16|10.10.0.0/16",
                "/etc/openvpn/server/office.conf|port 1194~server 10.10.8.0 255.255.255.0|10.9.0.1/16|10.11.0.0/16",
                "/etc/network/interfaces|iface br0 inet static~  address 10.10.4.1/24~|10.9.0.1/16|10.11.0.0/16",
                "/etc/network/interfaces|iface br0 inet static~  address 10.10.4.1~  netmask 255.255.255.0~|10.9.0.1/16|10.11.0.0/16",
                "/etc/network/interfaces|iface br0 inet static~  address 10.10.4.1~  gateway 10.10.4.9~  netmask 24~|10.9.0.1/16|10.11.0.0/16",
                "/etc/network/interfaces|iface br0 inet dhcp~  #address 10.10.4.1/24~|10.9.0.1/16|10.10.0.0/16",
                "/etc/network/interfaces.d/lab|iface br0 inet static~  address 10.10.4.1/24~|10.9.0.1/16|10.11.0.0/16",
                "/etc/NetworkManager/system-connections/lab.nmconnection|[ipv4]~address1=10.10.4.1/24,10.10.4.9~|10.9.0.1/16|10.11.0.0/16",
                "/etc/NetworkManager/system-connections/lab.nmconnection|[ipv4]~addresses=192.0.2.1/24;10.10.4.1/24;~|10.9.0.1/16|10.11.0.0/16",
                "/etc/NetworkManager/system-connections/lab.nmconnection|[ipv6]~address1=fd00::1/64~|10.9.0.1/16|10.10.0.0/16",
                "/etc/systemd/network/30-lab.network|[Network]~Address=10.10.4.1/24|10.9.0.1/16|10.11.0.0/16",
                "/run/systemd/network/10-netplan-lab.network|[Network]~Address=10.10.4.1/24|10.9.0.1/16|10.11.0.0/16",
                "/etc/systemd/network/30-lab.network.d/more.conf|[Network]~Address=10.10.4.1/24|10.9.0.1/16|10.11.0.0/16",
                "/usr/lib/systemd/network/30-lab.network|[Network]~Address=10.10.4.1/24|10.9.0.1/16|10.11.0.0/16",
                "/usr/lib/NetworkManager/system-connections/lab.nmconnection|[ipv4]~address1=10.10.4.1/24~|10.9.0.1/16|10.11.0.0/16",
                "/etc/dhcpcd.conf|interface br0~static ip_address=10.10.4.1/24~|10.9.0.1/16|10.11.0.0/16",
                "/etc/dhcpcd.conf|interface br0~#static ip_address=10.10.4.1/24~|10.9.0.1/16|10.10.0.0/16",
                "/etc/kubernetes/manifests/api.yaml|- --service-cluster-ip-range=fd00::/112,10.10.0.0/20|10.9.0.1/16|10.11.0.0/16",
                "/etc/kubernetes/manifests/api.yaml|- --cluster-cidr=10.10.0.0/16|10.9.0.1/16|10.11.0.0/16",
                "/usr/local/bin/k3s|x|10.41.0.1/16|10.44.0.0/16",
                "/etc/libvirt/qemu/networks/lab.xml|<network><ip address='a.b' netmask='c.d'/></network>|10.9.0.1/16|10.10.0.0/16"
            })
    void poolIsChosenOutsideOfNetworksThatAreDefinedAndNotUp(String path, String text, String bridge, String pool) {
        file(path, text.replace('~', '\n'));

        assertThat(planWithBridge(bridge)).contains(pool);
    }

    @ParameterizedTest
    @CsvSource({
        "source /etc/lab/*.cfg, 10.11.0.0/16",
        "source ../lab/br?.cfg, 10.11.0.0/16",
        "source-directory /etc/lab, 10.11.0.0/16",
        "source /etc/lab/*.off, 10.10.0.0/16",
        "source $HOME/[, 10.10.0.0/16"
    })
    void interfacesMayBeInOtherFiles(String source, String pool) {
        file("/etc/network/interfaces", "auto lo\n" + source + "\n");
        file("/etc/lab/br0.cfg", "iface br0 inet static\n  address 10.10.4.1/24\n");

        assertThat(planWithBridge("10.9.0.1/16")).contains(pool);
    }

    @Test
    void bridgeAmongTheHostsOfTailscaleIsAConflict() {
        file("/usr/sbin/tailscaled", "x");

        assertThatThrownBy(() -> planWithBridge("100.70.0.1/24"))
                .hasMessageContaining("a range apart from 100.64.0.0/10, the hosts of Tailscale");
    }

    @Test
    void bridgeInTheRangeOfADefinedNetworkIsAConflict() {
        file("/etc/containers/networks/shop.json", "{\"subnets\": [{\"subnet\": \"10.9.4.0/24\"}]}");

        assertThatThrownBy(() -> planWithBridge("10.9.0.1/16"))
                .hasMessageContaining("bridge docker1: address: found \"10.9.0.0/16\", expected a range apart from"
                        + " 10.9.4.0/24, a network that is defined in /etc/containers/networks/shop.json");
    }

    @Test
    void bridgeInTheRangeOfALinkThatIsConfiguredAndDownIsAConflict() {
        file("/etc/network/interfaces.d/lab", "iface br-lab inet static\n  address 10.9.4.1/24\n");

        assertThatThrownBy(() -> planWithBridge("10.9.0.1/16"))
                .hasMessageContaining("bridge docker1: address: found \"10.9.0.0/16\", expected a range apart from"
                        + " 10.9.4.0/24, a network that is defined in /etc/network/interfaces.d/lab");
    }

    @Test
    void networkThatIsWrittenWronglyHidesNoOther() {
        file("/etc/network/interfaces", "iface br0 inet static\n  address 10.10.4.1\n  netmask 255.a\n");
        file("/etc/wireguard/wg0.conf", "Address = 10.10.6.2/24");

        assertThat(planWithBridge("10.9.0.1/16")).contains("10.11.0.0/16");
    }

    @Test
    void networksOfOutboardAreNotThoseOfOthers() {
        file(
                "/etc/systemd/network/00-outboard-docker1.network",
                "# Written by Outboard. More\n[Network]\nAddress=10.9.0.1/16\n");

        assertThat(IdleNetworks.readFrom(machine.host())).isEmpty();
    }

    @Test
    void bridgeThatStandsKeepsItsRangeWithANote() {
        StackSpec stack = Article.stackWithoutRunner();
        machine.provisioner().apply(machine.provisioner().plan(stack));
        file("/etc/containers/networks/shop.json", "{\"subnets\": [{\"subnet\": \"10.9.4.0/24\"}]}");

        assertThat(machine.provisioner().plan(stack).notes())
                .anySatisfy(note -> assertThat(note).contains("10.9.4.0/24", "/etc/containers/networks/shop.json"));
    }

    @Test
    void poolThatFollowsTheBridgeIsTakenWhereNothingIsDefined() {
        assertThat(planWithBridge("10.87.0.1/16")).contains("10.88.0.0/16");
    }
}
