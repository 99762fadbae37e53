using System.Diagnostics;
using System.Text.Json;
using Relay.Functions.Hosting;
using Relay.Functions.Keys;
using Relay.Identities;

namespace Relay.Functions.Tests.Keys;

/// <summary>
/// A million mutated uploads, or as many as fit into the time: whatever comes in, an upload that keeps the rules or a problem with a field
/// goes out, and memory in proportion to the body.
/// </summary>
public sealed class UploadFuzzTests
{
    private const int Rounds = 500_000;
    private const int LeastRounds = 20_000;
    private const int MostBytesForOne = 24;
    private const int MostBytesBesides = 64 * 1024;

    // RELAY_FUZZ_SECONDS gives a slow or busy machine the time for all of them.
    private static readonly TimeSpan Box = TimeSpan.FromSeconds(int.TryParse(Environment.GetEnvironmentVariable("RELAY_FUZZ_SECONDS"), out var seconds) ? seconds : 12);

    private static readonly byte[][] Fragments =
    [
        .. new[] { "{", "}", "[", "]", ",", ":", "\"", "null", "true", "-1", "1e9", "\\ud800", "\\u0000", "{\"keyId\":", "[[[[[[[[", "==", "\0", " ", "99999999999", "//", "\\", "\u00ff", "\"preKeys\":[" }
            .Select(Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void Read_MutatedUploads_GivesAnUploadOrAProblem()
    {
        using var identity = new TestIdentity();
        var bodies = new[]
        {
            KeyVectors.Body(0),
            JsonSerializer.SerializeToUtf8Bytes(KeySamples.Upload(identity, 1), KeysJson.Default.KeysUpload),
            JsonSerializer.SerializeToUtf8Bytes(new KeysUpload(1, KeySamples.EcKey(), PreKeys: KeySamples.PreKeys(5, 1)), KeysJson.Default.KeysUpload),
        };
        var outcomes = new (long Read, long Refused)[2];
        Parallel.For(0, outcomes.Length, worker => outcomes[worker] = Run(bodies, worker));

        var (read, refused) = (outcomes.Sum(one => one.Read), outcomes.Sum(one => one.Refused));
        TestContext.Current.TestOutputHelper?.WriteLine($"{read} read, {refused} refused");
        Assert.True(read + refused >= LeastRounds, $"{read + refused} rounds are too few to say anything");
        Assert.True(read > LeastRounds / 100 && refused > LeastRounds / 4, $"{read} read, {refused} refused");
    }

    [Theory]
    [InlineData("{\"preKeys\":[", "null,")]
    [InlineData("{\"preKeys\":[", "{\"keyId\":1,\"publicKey\":\"\"},")]
    [InlineData("{\"kyberPreKeys\":[", "{\"keyId\":1,\"publicKey\":\"\",\"signature\":\"\"},")]
    [InlineData("", "[")]
    [InlineData("{\"identityKey\":\"", "A")]
    [InlineData("{", "\"preKeys\":[],")]
    public void Read_LargestBodyOfTheSmallestParts_TakesMemoryInProportion(string begin, string part)
    {
        var body = Encoding.UTF8.GetBytes(begin + string.Concat(Enumerable.Repeat(part, (KeysEndpoint.MaxUploadBytes - begin.Length) / part.Length)));
        Read(body);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(body);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (long)body.Length * MostBytesForOne);
    }

    private static (long Read, long Refused) Run(byte[][] bodies, int seed)
    {
        var random = new Random(seed);
        var watch = Stopwatch.StartNew();
        var (read, refused) = (0L, 0L);
        var buffers = bodies.Select(body => body.ToArray()).ToArray();
        for (var round = 0; round < Rounds && watch.Elapsed < Box; round++)
        {
            // The smallest of them most of the time.
            var choice = random.Next(16) switch { 0 => 0, < 3 => 1, _ => 2 };
            var (body, buffer) = (bodies[choice], buffers[choice]);
            var length = Mutate(buffer, random);

            var before = GC.GetAllocatedBytesForCurrentThread();
            var problem = Read(buffer.AsSpan(0, length));
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.True(allocated <= (length * MostBytesForOne) + MostBytesBesides, $"{allocated} bytes for {length}");
            if (problem is null)
                read++;
            else
                refused++;
            if (problem is not null)
                Assert.True(problem.Status is 400 or 422 && !string.IsNullOrEmpty(problem.Field), Encoding.Latin1.GetString(buffer, 0, length));
            body.CopyTo(buffer, 0);
        }

        return (read, refused);
    }

    // In place: nothing is copied but what is changed. Gives the length that is left.
    private static int Mutate(byte[] body, Random random)
    {
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(body.Length);
            switch (random.Next(4))
            {
                case 0:
                    body[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    body[at] = (byte)random.Next(256);
                    break;
                case 2:
                    var fragment = Fragments[random.Next(Fragments.Length)];
                    fragment.AsSpan(0, Math.Min(fragment.Length, body.Length - at)).CopyTo(body.AsSpan(at));
                    break;
                default:
                    var from = random.Next(body.Length);
                    var length = Math.Min(random.Next(1, 40), body.Length - Math.Max(at, from));
                    body.AsSpan(from, length).CopyTo(body.AsSpan(at));
                    break;
            }
        }

        return random.Next(12) == 0 ? random.Next(body.Length) : body.Length;
    }

    private static Problem? Read(ReadOnlySpan<byte> body)
    {
        var (upload, problem) = JsonBody.Read(body, KeysJson.Default.KeysUpload);
        return problem ?? UploadCheck.Check(upload!);
    }
}
