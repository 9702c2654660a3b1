import { requirePeers } from "../../model/framework";

// First of all, so that a missing package is an error in words.
requirePeers();
