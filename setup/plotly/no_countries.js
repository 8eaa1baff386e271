// Stands in for the list of the world's country names, which only locationmode "country names" needs: 67 kB less.
exports.COUNTRIES = [];
exports.createLookup = function () {
  return {
    lookupAlpha3: function () {
      return null;
    },
  };
};
