using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relay.Local.Conformance.Samples;

/// <summary>A device of a test account.</summary>
/// <param name="Device">1 to 127.</param>
/// <param name="RegistrationId">1 to 16383.</param>
public sealed record TestDevice(byte Device, ushort RegistrationId);

/// <summary>A test account of the partner.</summary>
/// <param name="User">Its name at the partner.</param>
/// <param name="Devices">Its devices.</param>
public sealed record TestUser(string User, IReadOnlyList<TestDevice> Devices);

/// <summary>The partner's test accounts, and who writes to them. Read from the file of <c>--users</c>; every member may be left out.</summary>
public sealed record TestUsers
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private static readonly IReadOnlyList<TestUser> Defaults =
        [.. Enumerable.Range(1, 2).Select(number => new TestUser($"conformance-{number}", [new TestDevice(1, 4711)]))];

    /// <summary>The name under which the partner is registered, or will be.</summary>
    public string Partner { get; init; } = "partner";

    /// <summary>The partner that the envelopes come from.</summary>
    public string Sender { get; init; } = "conformance";

    /// <summary>The user that the envelopes come from.</summary>
    public string From { get; init; } = "kit";

    /// <summary>Accounts that take envelopes; at least one. The first is written to most.</summary>
    public IReadOnlyList<TestUser> Users { get; init; } = Defaults;

    /// <summary>A name that no user of the partner has.</summary>
    public string Unknown { get; init; } = "conformance-nobody";

    /// <summary>
    /// Whether the partner opens ciphertexts before it answers, and so refuses the kit's, which are samples that nobody can open. Then a
    /// refusal with a reason counts where an acceptance is asked for.
    /// </summary>
    public bool RefusesSamples { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not as documented; the message says what is wrong.</exception>
    public static TestUsers Read(string json)
    {
        try
        {
            var users = JsonSerializer.Deserialize<TestUsers>(json, Strict) ?? throw new InvalidDataException("It is null.");
            return users.Problem() is { } problem ? throw new InvalidDataException(problem) : users;
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException($"It is not as documented: {malformed.Message}", malformed);
        }
    }

    private string? Problem() => this switch
    {
        { Users: null or { Count: 0 } } => "users: at least one account is wanted.",
        _ when Users.Any(user => string.IsNullOrEmpty(user?.User) || user.User.Length > 128) => "users: each needs a user of 1 to 128 characters.",
        _ when Users.Any(user => user.Devices is null or { Count: 0 or > 20 }) => "users: each needs 1 to 20 devices.",
        _ when Users.SelectMany(user => user.Devices).Any(device => device.Device is 0 or > 127 || device.RegistrationId is 0 or > 0x3FFF) =>
            "users: a device is 1 to 127 and a registrationId 1 to 16383.",
        _ when string.IsNullOrEmpty(Partner) || string.IsNullOrEmpty(Sender) || string.IsNullOrEmpty(From) || string.IsNullOrEmpty(Unknown) =>
            "partner, sender, from and unknown must not be empty.",
        _ when Users.Any(user => user.User == Unknown) => "unknown: it is one of users.",
        _ => null,
    };
}
