/**
 * The layers that packets are wrapped in now and then: one row each. Apart from the decoder's own switch, which
 * has what every packet goes through and stays small enough to be compiled into its loop.
 */
import { readEthernet, readLlc, readLongTag, readShortTag } from "./ethernet.js";
import { readGre } from "./gre.js";
import { readMpls } from "./mpls.js";
import { readNsh } from "./nsh.js";
import { readPpp, readPppoe } from "./ppp.js";
import { readUdp } from "./udp.js";
import * as layers from "./walk.js";

export function readEncapsulation(walk: layers.Walk, layer: layers.Encapsulation): layers.Layer {
  switch (layer) {
    case layers.UDP:
      return readUdp(walk);
    case layers.ETHERNET:
      return readEthernet(walk);
    case layers.LLC:
      return readLlc(walk);
    case layers.MPLS:
      return readMpls(walk);
    case layers.PPPOE:
      return readPppoe(walk);
    case layers.PPP:
      return readPpp(walk);
    case layers.GRE:
      return readGre(walk);
    case layers.SHORT_TAG:
      return readShortTag(walk);
    case layers.LONG_TAG:
      return readLongTag(walk);
    case layers.NSH:
      return readNsh(walk);
    default:
      return layer satisfies never;
  }
}
