package dev.telltale.evidence.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.util.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
  private static List<byte[]> leaves(int count) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(MerkleTree.leafHash(("record " + i).getBytes(StandardCharsets.UTF_8)));
    }
    return leaves;
  }

  private static byte[] root(List<byte[]> leaves) {
    MerkleTree tree = new MerkleTree();
    leaves.forEach(tree::add);
    return tree.root();
  }

  /** The definition of RFC 9162 section 2.1.1, word for word, as the oracle. */
  private static byte[] definition(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      return Hashes.digest("SHA-256").digest();
    }
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int k = 1;
    while (k * 2 < leaves.size()) {
      k *= 2;
    }
    return MerkleTree.nodeHash(
        definition(leaves.subList(0, k)), definition(leaves.subList(k, leaves.size())));
  }

  @Test
  void knownAnswersOfCertificateTransparency() {
    // The empty tree and the leaf of the empty record, as every implementation of RFC 6962 and 9162
    // tests them.
    assertThat(Hashes.hex(new MerkleTree().root()))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(Hashes.hex(MerkleTree.leafHash(new byte[0])))
        .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    List<byte[]> data =
        List.of(
                "",
                "00",
                "10",
                "2021",
                "3031",
                "40414243",
                "5051525354555657",
                "606162636465666768696a6b6c6d6e6f")
            .stream()
            .map(HexFormat.of()::parseHex)
            .map(MerkleTree::leafHash)
            .toList();
    assertThat(Hashes.hex(root(data)))
        .isEqualTo("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  }

  @Test
  void addingOneByOneIsTheDefinition() {
    for (int count = 0; count <= 70; count++) {
      assertThat(root(leaves(count))).as("%d leaves", count).isEqualTo(definition(leaves(count)));
    }
  }

  @Test
  void everyProofLeadsToTheRootAndToNoOther() {
    for (int count = 1; count <= 33; count++) {
      List<byte[]> leaves = leaves(count);
      for (int index = 0; index < count; index++) {
        List<byte[]> proof = MerkleTree.proof(leaves, index);
        assertThat(MerkleTree.rootFromProof(leaves.get(index), index, count, proof))
            .isEqualTo(root(leaves));
        byte[] other = MerkleTree.leafHash(new byte[] {1});
        assertThat(MerkleTree.rootFromProof(other, index, count, proof)).isNotEqualTo(root(leaves));
      }
    }
  }

  @Test
  void proofsOfTheWrongLengthAreRefused() {
    List<byte[]> leaves = leaves(9);
    List<byte[]> proof = MerkleTree.proof(leaves, 4);
    List<byte[]> longer = new ArrayList<>(proof);
    longer.add(proof.get(0));
    assertThatThrownBy(() -> MerkleTree.rootFromProof(leaves.get(4), 4, 9, longer))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MerkleTree.rootFromProof(leaves.get(4), 4, 9, proof.subList(0, 2)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
