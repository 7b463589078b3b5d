#!/bin/sh
# Made by Outboard. Completes, on the host, what the tree beside it begins. As root:
#
#   1. Copy the tree, from the directory that holds this script:
#      tar --owner=0 --group=0 --exclude=./apply.sh -cf - . | \
#        tar -xpf - --no-overwrite-dir --keep-directory-symlink -C /
#      For another host, run the second tar there by ssh.
#   2. Run this script on the host.
#
# It stops at the first command that fails.
set -eu
unset DOCKER_HOST DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_API_VERSION
unset SYSTEMD_OFFLINE SYSTEMD_IGNORE_CHROOT LD_PRELOAD LD_LIBRARY_PATH
: "${CI_SERVER_TOKEN:?set it to the secret: file /root/runner-token}"
chown root:root /var/lib/outboard
chmod 0700 /var/lib/outboard
ip link add name docker1 type bridge
ip address add 10.9.0.1/16 dev docker1
ip link set dev docker1 up
chown root:root /etc/systemd/system/docker1-bridge.service
chmod 0644 /etc/systemd/system/docker1-bridge.service
systemctl enable --no-reload docker1-bridge.service
systemctl daemon-reload
systemctl start docker1-bridge.service
chown root:root /docker2
chmod 0711 /docker2
chown root:root /docker2/graph
chmod 0710 /docker2/graph
chown root:root /docker2/tmp
chmod 0700 /docker2/tmp
chown root:root /etc/docker2
chmod 0755 /etc/docker2
chown root:root /etc/docker2/daemon.json
chmod 0644 /etc/docker2/daemon.json
chown root:root /usr/local/bin/docker2
chmod 0755 /usr/local/bin/docker2
chown root:root /etc/docker2/forwarding.rules
chmod 0644 /etc/docker2/forwarding.rules
chown root:root /etc/docker2/network.sh
chmod 0755 /etc/docker2/network.sh
chown root:root /etc/systemd/system/docker2.slice
chmod 0644 /etc/systemd/system/docker2.slice
chown root:root /etc/systemd/system/docker2-network.service
chmod 0644 /etc/systemd/system/docker2-network.service
chown root:root /etc/systemd/system/docker2.socket
chmod 0644 /etc/systemd/system/docker2.socket
chown root:root /etc/systemd/system/docker2.service
chmod 0644 /etc/systemd/system/docker2.service
systemctl enable --no-reload docker2-network.service docker2.socket docker2.service
systemctl daemon-reload
systemctl start docker2-network.service docker2.socket docker2.service
chown root:root /srv/gitlab-runner
chmod 0755 /srv/gitlab-runner
chown root:root /srv/gitlab-runner/runner1
chmod 0700 /srv/gitlab-runner/runner1
docker --host unix:///run/docker.sock pull --quiet gitlab/gitlab-runner:latest
chown root:root /var/lib/outboard/ci.json
chmod 0600 /var/lib/outboard/ci.json
docker --host unix:///run/docker.sock create --name runner1 --hostname runner1 -v /docker2/docker.sock:/run/outboard/docker2.sock -v /srv/gitlab-runner/runner1:/etc/gitlab-runner --restart always --label dev.outboard.stack=ci --label dev.outboard.definition=6ecb42520b66133c72a0f46c3415f81ac1324226d2ed229a017e0d35f6c61b90 gitlab/gitlab-runner:latest
docker --host unix:///run/docker.sock start runner1
CI_SERVER_TOKEN="$CI_SERVER_TOKEN" docker --host unix:///run/docker.sock exec --env CI_SERVER_TOKEN runner1 gitlab-runner register --non-interactive --url http://your.gitlab.url/ci --name runner1 --executor docker --docker-host unix:///run/outboard/docker2.sock --docker-image docker:cli --docker-volumes /docker2/docker.sock:/var/run/docker.sock
