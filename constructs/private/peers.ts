import { requirePeers } from "../../model/framework";

// First of all, so that a missing package is told in words.
requirePeers();
