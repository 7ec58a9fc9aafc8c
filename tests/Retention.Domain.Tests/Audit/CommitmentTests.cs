using System.Security.Cryptography;
using Retention.Domain.Audit;
using Retention.Domain.Facts;

namespace Retention.Domain.Tests.Audit;

public sealed class CommitmentTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    // Computed independently with Python's hmac and hashlib.
    [Fact]
    public void Commitments_are_what_another_implementation_computes()
    {
        Assert.Equal("XGHSHIUhTdBH-Jsbe994ezSINDYZgxFY0lHfTR0fc3Q", Commitment.OfRecord(Key, new(new("interviews"), RecordName.FromBytes([.. "lonely/recording/p-01/"u8, 0xFF, .. ".wav"u8]))));
        Assert.Equal("9SXw7SU6uZFERZE3Ho_MVH0RKWJA6iMgONrDd9oHYVM", Commitment.OfParticipant(Key, new("lonely"), new("Zoë-01")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(900)]
    [InlineData(1024)]
    [InlineData(5000)]
    public void A_name_of_any_length_follows_the_formula(int length)
    {
        var name = new byte[length];
        Array.Fill(name, (byte)'x');
        byte[] value = [.. "store\n"u8, .. name];
        byte[] labelled = [.. "record\n"u8, .. value];
        byte[] committed = [.. "retention/record\n"u8, .. HMACSHA256.HashData(Key, labelled), .. value];
        Assert.Equal(
            Convert.ToBase64String(SHA256.HashData(committed)).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
            Commitment.OfRecord(Key, new(new("store"), RecordName.FromBytes(name))));
    }

    [Fact]
    public void Another_key_makes_another_commitment()
    {
        var other = (byte[])Key.Clone();
        other[31] ^= 1;
        Assert.NotEqual(Commitment.OfParticipant(Key, new("p"), new("x")), Commitment.OfParticipant(other, new("p"), new("x")));
        Assert.Throws<ArgumentException>(() => Commitment.OfParticipant(Key.AsSpan(0, 31), new("p"), new("x")));
    }

    [Fact]
    public void A_participant_of_two_projects_is_not_the_same_on_the_log() =>
        Assert.NotEqual(Commitment.OfParticipant(Key, new("p"), new("x")), Commitment.OfParticipant(Key, new("q"), new("x")));
}
