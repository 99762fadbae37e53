using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using Relay.Benchmarks.Load;
using Relay.Benchmarks.Measure;
using Relay.Benchmarks.Stand;
using Relay.Functions.Accept;
using Relay.Functions.Groups;
using Relay.Functions.Queue;

namespace Relay.Benchmarks.Sections;

/// <summary>What it costs to take a group message apart and pack it for four lanes, in this process, beside hashing and copying the same bytes.</summary>
internal static class GroupSplit
{
    private const int Lanes = 4;
    private const int Rounds = 300;
    private const int WarmUp = 300;

    public static void Measure(Report report, int recipients)
    {
        var random = new Random(1);
        Guid[] serviceIds = [.. Enumerable.Range(0, recipients).Select(_ => Guid.NewGuid())];
        var message = new GroupMessage(
            Guid.CreateVersion7(), Guid.NewGuid(), new AddressContract(Accounts.Sender, Accounts.User(0)), EnvelopeClass.Normal, 0, GroupTypes.Sealed,
            [.. Enumerable.Range(0, recipients).Select(i => new AddressContract(Accounts.FourLanes, Accounts.User(i)))], GroupFactory.Message(serviceIds, random));
        var (split, floor, packed) = (new List<double>(), new List<double>(), 0);
        for (var i = 0; i < WarmUp + Rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            packed = Split(message);
            var taken = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            var least = Floor(packed);
            if (i >= WarmUp)
            {
                split.Add(taken);
                floor.Add(least);
            }
        }

        report.Add(new Figure(
            GroupsSection.Part, $"{recipients} recipients taken apart and packed", Statistics.Median(split), "us", Statistics.Median(floor), "SHA-256 and a copy of the same bytes"));
        report.Add(new Figure(GroupsSection.Part, $"{recipients} recipients: packed for {Lanes} lanes", packed / 1024.0, "KB", message.Message.Length / 1024.0, "the message"));
    }

    private static int Split(GroupMessage message)
    {
        using var made = GroupDrafts.Make(message, new AcceptOptions()).Drafts!;
        var packs = new LanePack[Lanes];
        for (var lane = 0; lane < Lanes; lane++)
            packs[lane] = new LanePack(new Lane(EnvelopeClass.Normal, 1, Accounts.FourLanes, lane), Accounts.Sender, DateTimeOffset.UnixEpoch);
        for (var i = 0; i < made.Drafts.Count; i++)
        {
            var pack = packs[i % Lanes];
            pack.Encode(made.Drafts[i], out var fingerprint, out _);
            pack.Keep(i, made.Drafts[i].Id, fingerprint);
        }

        var bytes = 0;
        foreach (var pack in packs)
        {
            bytes += pack.Seal().Body.Length;
            pack.Dispose();
        }

        return bytes;
    }

    // What is packed is written, and hashed for receipt and queue: less it cannot be.
    private static double Floor(int packed)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var copy = ArrayPool<byte>.Shared.Rent(packed);
        var source = ArrayPool<byte>.Shared.Rent(packed);
        var start = Stopwatch.GetTimestamp();
        SHA256.HashData(source.AsSpan(0, packed), hash);
        source.AsSpan(0, packed).CopyTo(copy);
        var taken = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        ArrayPool<byte>.Shared.Return(copy);
        ArrayPool<byte>.Shared.Return(source);
        return taken;
    }
}
