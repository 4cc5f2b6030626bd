/**
 * Link types: one row for each number that a capture file may give and that is understood, with the step that
 * reads its first header. Numbers as registered (LINKTYPE_*, draft-ietf-opsawg-pcaplinktype).
 */
import { behind, readErf, readPflog, withEtherTypeAt } from "./capture-links.js";
import { readLoopback, readSll, readSll2 } from "./cooked.js";
import { readAtmClip, readEthernet, readFddi, readLlc, readSunAtm, readTokenRing } from "./ethernet.js";
import { readIp } from "./ip.js";
import { KIND, linkTypeKind } from "./kinds.js";
import { readNflog } from "./nflog.js";
import { readCiscoHdlc, readFrameRelay, readPpp, readPppSerial, readPppoe } from "./ppp.js";
import type { Layer, Step, Walk } from "./walk.js";
import { readAvs, readPrism, readRadiotap, readWifi } from "./wifi.js";

const STEPS: ReadonlyMap<number, Step> = new Map<number, Step>([
  [0, readLoopback], // NULL
  [1, readEthernet], // ETHERNET
  [6, readTokenRing], // IEEE802_5
  [8, behind(16, readIp)], // SLIP
  [9, readPpp], // PPP
  [10, readFddi], // FDDI
  [12, readIp], // RAW, as some systems number it
  [14, readIp], // RAW, as OpenBSD does
  [50, readPppSerial], // PPP_HDLC
  [51, readPppoe], // PPP_ETHER
  [100, readLlc], // ATM_RFC1483
  [101, readIp], // RAW
  [104, readCiscoHdlc], // C_HDLC
  [105, readWifi], // IEEE802_11
  [106, readAtmClip], // ATM_CLIP
  [107, readFrameRelay], // FRELAY
  [108, readLoopback], // LOOP
  [109, behind(12, readIp)], // ENC
  [113, readSll], // LINUX_SLL
  [117, readPflog], // PFLOG
  [119, readPrism], // IEEE802_11_PRISM
  [122, behind(16, readLlc)], // IP_OVER_FC
  [123, readSunAtm], // SUNATM
  [127, readRadiotap], // IEEE802_11_RADIOTAP
  [138, withEtherTypeAt(16)], // APPLE_IP_OVER_IEEE1394
  [163, readAvs], // IEEE802_11_AVS
  [166, behind(2, readPpp)], // PPP_PPPD
  [175, readErf], // ERF, as some cards number it
  [192, readPpi], // PPI
  [197, readErf], // ERF
  [204, behind(1, readPpp)], // PPP_WITH_DIR
  [205, behind(1, readCiscoHdlc)], // C_HDLC_WITH_DIR
  [206, behind(1, readFrameRelay)], // FRELAY_WITH_DIR
  [226, behind(24, readIp)], // IPNET
  [228, readIp], // IPV4
  [229, readIp], // IPV6
  [239, readNflog], // NFLOG
  [240, behind(4, readEthernet)], // NETANALYZER
  [241, behind(12, readEthernet)], // NETANALYZER_TRANSPARENT, with preamble
  [258, readPktap], // PKTAP
  [274, behind(8, readEthernet)], // ETHERNET_MPACKET, with preamble
  [276, readSll2], // LINUX_SLL2
  [281, withEtherTypeAt(16)], // DSA_TAG_BRCM
  [282, behind(4, readEthernet)], // DSA_TAG_BRCM_PREPEND
  [284, withEtherTypeAt(16)], // DSA_TAG_DSA
  [285, withEtherTypeAt(20)], // DSA_TAG_EDSA
]);

/** The step for a link type; undefined for one that is not understood. */
export function firstStep(linkType: number): Step | undefined {
  return STEPS.get(linkType);
}

/** Per-Packet Information: version, flags, length, link type of the packet behind it, all little-endian. */
function readPpi(walk: Walk): Layer {
  if (walk.left() < 8 || walk.data[walk.at] !== 0) return walk.stop(KIND["undecoded:capture-header"]);
  const { data, at } = walk;
  return followLink(walk, data.readUInt16LE(at + 2), 8, data.readUInt32LE(at + 4));
}

const PKTAP_HEADER_SIZE = 108;

/** Of macOS: length, type of record, link type, in the byte order of every Mac, which is little-endian. */
function readPktap(walk: Walk): Layer {
  if (walk.left() < PKTAP_HEADER_SIZE) return walk.stop(KIND["undecoded:capture-header"]);
  const { data, at } = walk;
  return followLink(walk, data.readUInt32LE(at), PKTAP_HEADER_SIZE, data.readUInt32LE(at + 8));
}

/** The packet of another link type behind a header of the capturing program; such headers do not nest. */
function followLink(walk: Walk, headerSize: number, leastSize: number, linkType: number): Layer {
  const step = firstStep(linkType);
  if (headerSize < leastSize || walk.left() < headerSize || step === readPpi || step === readPktap)
    return walk.stop(KIND["undecoded:capture-header"]);
  if (step === undefined) return walk.stop(linkTypeKind(linkType));
  walk.at += headerSize;
  return step(walk);
}
