using System.Text;
using System.Text.Json;
using Retention.Domain.Transparency;
using RetentionWorker.Record;
using RetentionWorker.Tests.Shared;

namespace RetentionWorker.Tests.Record;

/// <summary>The published notes, and checkpoints of a fixed key: Ed25519 is deterministic, so every byte is known beforehand.</summary>
public sealed class SignedNoteTests
{
    private static readonly NoteVerifier Verifier = new();

    [Fact]
    public void Believes_the_published_notes_and_none_that_was_altered()
    {
        var notes = Vectors("vectors.json").GetProperty("notes").EnumerateArray().ToList();
        Assert.NotEmpty(notes);
        Assert.All(notes, note => Assert.True(
            Verifies(note.GetProperty("vkey").GetString()!, note.GetProperty("note").GetString()!) == note.GetProperty("verifies").GetBoolean(), note.GetProperty("desc").GetString()));
    }

    [Fact]
    public void Refuses_keys_that_contradict_themselves()
    {
        var keys = Vectors("vectors.json").GetProperty("bad_vkeys").EnumerateArray().ToList();
        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.Throws<FormatException>(() => VerifierKey.Parse(key.GetProperty("vkey").GetString()!)));
    }

    [Fact]
    public void Signs_checkpoints_byte_for_byte_as_any_other_signer_of_the_key()
    {
        var vectors = Vectors("checkpoints-fixed-key.json");
        var log = vectors.GetProperty("log");
        var key = VerifierKey.Parse(log.GetProperty("vkey").GetString()!);
        using var signer = NoteSigner.Of(key.Name, Convert.FromHexString(log.GetProperty("seed_hex").GetString()!));
        Assert.Equal(key.ToString(), signer.Key.ToString());
        foreach (var checkpoint in vectors.GetProperty("checkpoints").EnumerateArray())
        {
            var text = checkpoint.GetProperty("body").GetString()!;
            Assert.Equal(text, Checkpoint.Parse(text).Text);
            var published = checkpoint.GetProperty("checkpoint").GetString()!;
            Assert.StartsWith(Encoding.UTF8.GetString(signer.Sign(text).ToBytes()), published, StringComparison.Ordinal);
            var witness = VerifierKey.Parse(vectors.GetProperty("witness").GetProperty("vkey").GetString()!);
            Assert.Equal([key, witness], SignedNote.Parse(Encoding.UTF8.GetBytes(published)).SignersAmong([key, witness], Verifier));
        }
    }

    private static bool Verifies(string vkey, string note)
    {
        try
        {
            return SignedNote.Parse(Encoding.UTF8.GetBytes(note)).SignersAmong([VerifierKey.Parse(vkey)], Verifier).Count > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static JsonElement Vectors(string name)
    {
        var folder = RepositoryRoot.Vectors("signed-note");
        Assert.SkipWhen(folder is null, "no published vectors at hand (RETENTION_VECTORS, or ../shared/vectors beside the repository)");
        return JsonDocument.Parse(File.ReadAllText(Path.Combine(folder!, name))).RootElement;
    }
}
