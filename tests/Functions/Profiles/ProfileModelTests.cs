using Relay.Functions.Contacts;
using Relay.Functions.Media;
using Relay.Functions.People;
using Relay.Functions.Profiles;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Profiles;

/// <summary>
/// Profiles after any sequence of settings, blocks, opt-outs and erasures: whoever may write and names the version sees exactly what was
/// set last, everybody else one of the two refusals; and the pictures that are kept are those that profiles name.
/// </summary>
public sealed class ProfileModelTests
{
    private const int Runs = 40;
    private const int Steps = 50;
    private const int Interleavings = 60;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Address[] Users = [new("home", "ana"), new("home", "eva"), new("abroad", "ben")];
    private static readonly string[] Versions = [new('a', 64), new('b', 64)];

    [Fact]
    public void Shown_AfterAnySteps_IsWhatWasSetLast()
    {
        var shown = 0;
        Sequences.Hold(Runs, Steps, steps => Schedule.Run(0, async () =>
        {
            using var stores = new PeopleStores();
            await stores.OpenAsync();
            var run = new ModelRun(stores);
            foreach (var step in steps)
            {
                await run.TakeAsync(step);
                shown += await run.CompareAsync();
            }
        }));

        Assert.InRange(shown, Runs, int.MaxValue);
    }

    [Fact]
    public void ProfilesSetAtOnce_LeaveOneWithItsPicture_AndTheNextChangeNoOther()
    {
        for (var seed = 0; seed < Interleavings; seed++)
        {
            Schedule.Run(seed, async () =>
            {
                using var stores = new PeopleStores();
                await stores.OpenAsync();
                PeopleProgram[] programs = [new(stores), new(stores)];
                await programs[0].SetAsync(Users[0]);
                Guid[] pictures = [await DeclareAsync(programs[0], Users[0]), await DeclareAsync(programs[0], Users[0])];

                var answers = await Task.WhenAll(pictures.Select((picture, i) => programs[i].Profiles.SetAsync(Users[0], Settings(i, picture), None)));

                Assert.All(answers, answer => Assert.Null(answer.Problem));
                var profile = (await programs[0].FindAsync(Users[0]))!.Profile!;
                Assert.Contains(MediaRecord.BlobNameOf(profile.Picture!.Value), stores.Blobs.All);
                Assert.True((await programs[0].MediaStore.FindAsync(profile.Picture.Value, None))!.IsKept);

                stores.Clock.Advance(TimeSpan.FromHours(2));
                Assert.Null(await programs[1].Profiles.RemoveAsync(Users[0], None));
                Assert.Empty(stores.Blobs.All);
            });
        }
    }

    private static ProfileSettings Settings(int version, Guid? picture) => new(Versions[version], [.. Enumerable.Repeat((byte)version, 81)], null, picture);

    private static async Task<Guid> DeclareAsync(PeopleProgram program, Address user)
    {
        var tag = new UserTags(program.Stores.Keys, MediaStage.TagPurpose).Of(user);
        var piece = new MediaRecord(Guid.CreateVersion7(program.Stores.Clock.GetUtcNow()), user.Partner, 10, "", ["abroad"], true, default) { UserTag = tag };
        await program.MediaStore.AddAsync(piece, None);
        program.Stores.Blobs.All.Add(piece.BlobName);
        return piece.Id;
    }

    private sealed class Owner
    {
        public bool IsEnlisted { get; set; }

        public bool IsIn { get; set; }

        public HashSet<Address> Blocked { get; } = [];

        public ProfileSettings? Profile { get; set; }

        public HashSet<Guid> Media { get; } = [];
    }

    private sealed class ModelRun(PeopleStores stores)
    {
        private readonly PeopleProgram _program = new(stores);
        private readonly Dictionary<Address, Owner> _people = Users.ToDictionary(user => user, _ => new Owner());

        public async Task TakeAsync(ModelStep step)
        {
            stores.Clock.Advance(TimeSpan.FromSeconds(1));
            var user = Users[step.A % Users.Length];
            var other = Users[(step.A + 1 + (step.B % 2)) % Users.Length];
            var own = _people[user];
            switch (step.Kind % 10)
            {
                case < 2:
                    await _program.SetAsync(user, settings => settings with { OptedIn = step.B % 4 != 0 });
                    (own.IsEnlisted, own.IsIn) = (true, step.B % 4 != 0);
                    break;
                case 2 when own.IsEnlisted:
                    own.Media.Add(await DeclareAsync(_program, user));
                    break;
                case < 6:
                    await SetAsync(user, own, step);
                    break;
                case 6:
                    Assert.Equal(own.IsEnlisted ? null : 404, (await _program.Profiles.RemoveAsync(user, None))?.Status);
                    Drop(own, null);
                    break;
                case 7:
                    await _program.Erase.EraseAsync(user, None);
                    _people[user] = new Owner();
                    break;
                case 8 when own.IsEnlisted:
                    await _program.Blocks.BlockAsync(user, new OtherUser(other.Partner, other.User), None);
                    own.Blocked.Add(other);
                    break;
                case 9 when own.IsEnlisted:
                    await _program.Blocks.UnblockAsync(user, new OtherUser(other.Partner, other.User), None);
                    own.Blocked.Remove(other);
                    break;
                default:
                    stores.Clock.Advance(TimeSpan.FromHours(step.B % 30));
                    break;
            }
        }

        public async Task<int> CompareAsync()
        {
            var shown = 0;
            foreach (var from in Users)
            {
                foreach (var to in Users.Where(to => to != from))
                {
                    var owner = _people[to];
                    foreach (var version in Versions)
                    {
                        var (view, problem) = await _program.Profiles.ShowAsync(from, to, version, None);
                        var mayWrite = _people[from].IsIn && owner.IsIn && !owner.Blocked.Contains(from);
                        Assert.Equal(!mayWrite ? "not-reachable" : owner.Profile?.Version != version ? "profile-changed" : null, problem?.Code);
                        if (view is null)
                            continue;
                        Assert.Equal((owner.Profile!.Version, owner.Profile.Picture), (view.Version, view.Picture?.Id));
                        Assert.Equal(owner.Profile.Name, view.Name);
                        shown++;
                    }
                }
            }

            Assert.Equal(_people.Values.SelectMany(owner => owner.Media).Select(MediaRecord.BlobNameOf).Order(StringComparer.Ordinal), stores.Blobs.All);
            return shown;
        }

        private async Task SetAsync(Address user, Owner own, ModelStep step)
        {
            // One's own, somebody else's, or none.
            Guid[] media = [.. _people[step.B % 6 == 0 ? Users[step.C % Users.Length] : user].Media];
            Guid? picture = step.B % 3 == 0 || media.Length == 0 ? null : media[step.C % media.Length];
            var settings = Settings(step.C % 2, picture);
            var (profile, problem) = await _program.Profiles.SetAsync(user, settings, None);
            var expected = !own.IsEnlisted ? "not-found" : picture is { } id && !own.Media.Contains(id) ? "picture-missing" : null;
            Assert.Equal(expected, problem?.Code);
            if (expected is not null)
                return;
            Assert.Equal(stores.Clock.GetUtcNow(), profile!.ChangedAt);
            Drop(own, picture);
            own.Profile = settings;
        }

        // What was the picture goes, unless it still is.
        private static void Drop(Owner own, Guid? next)
        {
            if (own.Profile?.Picture is { } before && before != next)
                own.Media.Remove(before);
            own.Profile = null;
        }
    }
}
