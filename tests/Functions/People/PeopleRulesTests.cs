using System.Reflection;
using Relay.Functions.Tests.Businesses;
using Relay.Functions.Tests.Contacts;
using Relay.Functions.Tests.Erasure;
using Relay.Functions.Tests.Finding;
using Relay.Functions.Tests.Links;
using Relay.Functions.Tests.Profiles;

namespace Relay.Functions.Tests.People;

/// <summary>Which test, over any sequence of steps or any interleaving, holds each rule of the pages about people.</summary>
public sealed class PeopleRulesTests
{
    /// <summary>Page, the rule in the page's words, and the test.</summary>
    public static TheoryData<string, string, string, string> Rules => new()
    {
        { "people.md", "A link holds only with", nameof(LinkModelTests), nameof(LinkModelTests.Links_AfterAnySteps_AreThoseOfTheOracle) },
        { "people.md", "two signatures", nameof(LinkRaceTests), nameof(LinkRaceTests.Signatures_WhileSomethingElseHappens_LeaveAWholeLinkOrNone) },
        { "people.md", "The answer is the same, and takes the same calls of the stores", nameof(LinkModelTests), nameof(LinkModelTests.Links_AfterAnySteps_AreThoseOfTheOracle) },
        { "people.md", "counted before it is compared", nameof(LinkRaceTests), nameof(LinkRaceTests.Codes_TriedAtOnce_AreFiveAtMost) },
        { "people.md", "codes that a user is told, whoever asks", nameof(LinkRaceTests), nameof(LinkRaceTests.Budgets_TakenAtOnce_AreNeverExceededAndUsedUp) },
        { "people.md", "A link ends by itself when one", nameof(LinkModelTests), nameof(LinkModelTests.Links_AfterAnySteps_AreThoseOfTheOracle) },
        { "people.md", "The same call again gives the same", nameof(LinkRaceTests), nameof(LinkRaceTests.Call_CutOffAnywhere_IsCompletedByTheSameCall) },
        { "people.md", "block by one account is one by all of them", nameof(ContactModelTests), nameof(ContactModelTests.MayWrite_AfterAnySteps_IsWhatTheOracleSays) },
        { "people-contacts.md", "nothing from that user reaches", nameof(ContactModelTests), nameof(ContactModelTests.MayWrite_AfterAnySteps_IsWhatTheOracleSays) },
        { "people-contacts.md", "A block also ends a grant to that user and a request", nameof(ContactRaceTests), nameof(ContactRaceTests.BlockAndGrantAtOnce_LeaveNothingThatPasses) },
        { "people-contacts.md", "is written to by those only whom the user has let", nameof(PassRulesTests), nameof(PassRulesTests.MayPassAndMayAsk_OfAnyTwo_AreWhatTheOracleSays) },
        { "people-contacts.md", "A request is told once", nameof(ContactModelTests), nameof(ContactModelTests.MayWrite_AfterAnySteps_IsWhatTheOracleSays) },
        { "people-contacts.md", "Events come at least once", nameof(ContactRaceTests), nameof(ContactRaceTests.Call_CutOffAnywhere_IsCompletedByTheSameCall) },
        { "people-contacts.md", "A request counts towards the asking user's day and its", nameof(ContactRaceTests), nameof(ContactRaceTests.Budgets_TakenAtOnce_AreNeverExceededAndUsedUp) },
        { "people-contacts.md", "whose identifier may be found by the asking user's network", nameof(FindingModelTests), nameof(FindingModelTests.Found_AfterAnySteps_AreThoseOfTheOracle) },
        { "people-contacts.md", "it is no longer the former one's", nameof(FindingRaceTests), nameof(FindingRaceTests.Claim_WhileSomethingElseHappens_LeavesRowsAndRecordsThatAgree) },
        { "people-contacts.md", "An opt-out or an erasure removes it", nameof(FindingRaceTests), nameof(FindingRaceTests.Call_CutOffAnywhere_IsCompletedByTheSameCall) },
        { "people-contacts.md", "A find counts towards the asking user's day and its partner's", nameof(FindingRaceTests), nameof(FindingRaceTests.Budgets_TakenAtOnce_AreNeverExceededAndUsedUp) },
        { "people-profiles.md", "names another version than the present one", nameof(ProfileModelTests), nameof(ProfileModelTests.Shown_AfterAnySteps_IsWhatWasSetLast) },
        { "people-profiles.md", "It is kept for as long as the profile names it", nameof(ProfileModelTests), nameof(ProfileModelTests.ProfilesSetAtOnce_LeaveOneWithItsPicture_AndTheNextChangeNoOther) },
        { "people-profiles.md", "only when both sides say so", nameof(BusinessModelTests), nameof(BusinessModelTests.Shown_AfterAnySteps_AreTheAccountsThatBothSidesName) },
        { "people-profiles.md", "where it was preferred, the next one is", nameof(BusinessModelTests), nameof(BusinessModelTests.ErasuresAtOnce_OfTwoAccounts_TakeOutBothAndLeaveOnePreferred) },
        { "people-profiles.md", "either nothing has happened or the erasure is brought to its", nameof(ErasureRaceTests), nameof(ErasureRaceTests.Erase_CutOffAnywhere_IsBroughtToItsEnd) },
        { "people-profiles.md", "a certificate of the same `erasedAt`", nameof(ErasureRaceTests), nameof(ErasureRaceTests.Erase_WhileSomethingElseHappens_LeavesNothing) },
        { "people-profiles.md", "begins from nothing", nameof(ErasureRaceTests), nameof(ErasureRaceTests.Enlist_WhileTheErasureIsCutOff_IsNotErasedByItsEnd) },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_OfAPage_HasItsTest(string page, string rule, string suite, string test)
    {
        Assert.Contains(rule, File.ReadAllText(RepositoryFiles.Document(page)), StringComparison.OrdinalIgnoreCase);
        var method = Assert.Single(typeof(PeopleRulesTests).Assembly.GetTypes(), type => type.Name == suite).GetMethod(test);
        Assert.NotNull(method!.GetCustomAttribute<FactAttribute>());
    }
}
