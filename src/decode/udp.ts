/**
 * UDP (RFC 768), looked into for tunnels only. A port announces a tunnel, its content has to agree; without a port
 * only what cannot be mistaken is followed. Everything else is a packet of kind udp, and so is a tunnel's own
 * control traffic.
 */
import { readAyiya } from "./ayiya.js";
import { readCapwap } from "./capwap.js";
import { readGeneve } from "./geneve.js";
import { isGtpTunnel, readGtp } from "./gtp.js";
import { KIND } from "./kinds.js";
import { readL2tp } from "./l2tp.js";
import { isTeredoPacket, readTeredo } from "./teredo.js";
import { readTzsp } from "./tzsp.js";
import { readGreInUdp, readLisp, readMplsInUdp } from "./udp-encapsulation.js";
import { IP, type Layer, type Step, type Walk, uint16At } from "./walk.js";
import { readVxlan, readVxlanGpe } from "./vxlan.js";

const UDP_HEADER_SIZE = 8;

export function readUdp(walk: Walk): Layer {
  if (walk.left() < UDP_HEADER_SIZE) return walk.stop(KIND.udp);
  const { data, at } = walk;
  const sourcePort = uint16At(data, at);
  const targetPort = uint16At(data, at + 2);
  const size = uint16At(data, at + 4);
  // 0: a jumbogram (RFC 2675), or segmentation left to the network card. IP's length counts.
  if (size !== 0) walk.clip(at + Math.max(size, UDP_HEADER_SIZE));
  walk.at += UDP_HEADER_SIZE;
  // Whoever sends into a tunnel chooses the source port by the flow inside; some answer from the tunnel's port.
  const tunnel = tunnelOf(targetPort) ?? tunnelOf(sourcePort);
  if (tunnel !== undefined) return tunnel(walk);
  if (isGtpTunnel(walk)) return readGtp(walk);
  return isTeredoPacket(walk) ? IP : walk.stop(KIND.udp);
}

function tunnelOf(port: number): Step | undefined {
  switch (port) {
    case 1701:
      return readL2tp;
    case 2152:
      return readGtp;
    case 3544:
      return readTeredo;
    case 4341:
      return readLisp;
    case 4754:
      return readGreInUdp;
    case 4789:
    case 8472: // Linux, from before VXLAN had a port of its own
      return readVxlan;
    case 4790:
      return readVxlanGpe;
    case 5072:
      return readAyiya;
    case 5247:
      return readCapwap;
    case 6081:
      return readGeneve;
    case 6635:
      return readMplsInUdp;
    case 37_008:
      return readTzsp;
    default:
      return undefined;
  }
}
